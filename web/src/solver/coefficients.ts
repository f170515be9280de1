/**
 * The coefficients of RODAS: six stages, order 4 with an embedded order 3, stiffly accurate, L-stable.
 *
 * Source: E. Hairer and G. Wanner, Solving Ordinary Differential Equations II, 2nd edition, Springer 1996,
 * section IV.7 (method RODAS, the form without matrix products, with its dense output of order 3).
 * coefficients.test.ts checks every one of them against the order conditions.
 *
 * Stage i solves (I / (h GAMMA) - J) u_i = f(t + C_i h, y + sum A_ij u_j) + sum (G_ij / h) u_j + D_i h df/dt.
 * The last stage sits on A5j and all of u_5; the new state on these and u_6, which is also the error estimate.
 * The dense output is y0 + theta (y1 - y0) + theta (1 - theta) sum (P_j + theta Q_j) u_j.
 */

export const GAMMA = 0.25;

export const A21 = 1.544;
export const A31 = 0.9466785280815826;
export const A32 = 0.2557011698983284;
export const A41 = 3.314825187068521;
export const A42 = 2.896124015972201;
export const A43 = 0.9986419139977817;
export const A51 = 1.221224509226641;
export const A52 = 6.019134481288629;
export const A53 = 12.53708332932087;
export const A54 = -0.687886036105895;

export const G21 = -5.6688;
export const G31 = -2.430093356833875;
export const G32 = -0.2063599157091915;
export const G41 = -0.1073529058151375;
export const G42 = -9.594562251023355;
export const G43 = -20.47028614809616;
export const G51 = 7.496443313967647;
export const G52 = -10.24680431464352;
export const G53 = -33.99990352819905;
export const G54 = 11.7089089320616;
export const G61 = 8.083246795921522;
export const G62 = -7.981132988064893;
export const G63 = -31.52159432874371;
export const G64 = 16.31930543123136;
export const G65 = -6.058818238834054;

/** Times of the stages, as parts of the step (the first is 0, the last two are 1). */
export const C2 = 0.386;
export const C3 = 0.21;
export const C4 = 0.63;

/** Weights of the derivative by time (0 in the last two stages). */
export const D1 = 0.25;
export const D2 = -0.1043;
export const D3 = 0.1035;
export const D4 = -0.0362;

export const P1 = 10.12623508344586;
export const P2 = -7.487995877610167;
export const P3 = -34.80091861555747;
export const P4 = -7.992771707568823;
export const P5 = 1.025137723295662;
export const Q1 = -0.6762803392801253;
export const Q2 = 6.087714651680015;
export const Q3 = 16.43084320892478;
export const Q4 = 24.76722511418386;
export const Q5 = -6.594389125716872;
