/**
 * The coefficients of RODASP: six stages, order 4 with an embedded order 3, stiffly accurate, L-stable.
 *
 * Source: G. Steinebach, Order-reduction of ROW-methods for DAEs and method of lines applications, Preprint 1741,
 * TH Darmstadt 1995; one of the three sets of the code RODAS of E. Hairer and G. Wanner (Solving Ordinary
 * Differential Equations II, 2nd edition, Springer 1996, section IV.7). Of these sets it loses least order where a
 * fast state follows a slow rhythm, which our models do all day. coefficients.test.ts holds every coefficient
 * against the order conditions.
 *
 * Stage i solves (I / (h GAMMA) - J) u_i = f(t + C_i h, y + sum A_ij u_j) + sum (G_ij / h) u_j + D_i h df/dt.
 * The last stage sits on A5j and all of u_5; the new state on these and u_6, which is also the error estimate.
 * The dense output is y0 + theta (y1 - y0) + theta (1 - theta) sum (P_j + theta Q_j) u_j.
 */

export const GAMMA = 0.25;

export const A21 = 3;
export const A31 = 1.831036793486759;
export const A32 = 0.4955183967433795;
export const A41 = 2.304376582692669;
export const A42 = -0.05249275245743001;
export const A43 = -1.176798761832782;
export const A51 = -7.170454962423024;
export const A52 = -4.741636671481785;
export const A53 = -16.31002631330971;
export const A54 = -1.062004044111401;

export const G21 = -12;
export const G31 = -8.791795173947035;
export const G32 = -2.207865586973518;
export const G41 = 10.81793056857153;
export const G42 = 6.780270611428266;
export const G43 = 19.5348594464241;
export const G51 = 34.19095006749676;
export const G52 = 15.49671153725963;
export const G53 = 54.7476087596413;
export const G54 = 14.16005392148534;
export const G61 = 34.62605830930532;
export const G62 = 15.30084976114473;
export const G63 = 56.99955578662667;
export const G64 = 18.40807009793095;
export const G65 = -5.714285714285717;

/** Times of the stages, as parts of the step (the first is 0, the last two are 1). */
export const C2 = 0.75;
export const C3 = 0.21;
export const C4 = 0.63;

/** Weights of the derivative by time (0 in the last two stages). */
export const D1 = 0.25;
export const D2 = -0.5;
export const D3 = -0.023504;
export const D4 = -0.0362;

/** Dense output (P5 is 0). */
export const P1 = 25.09876703708589;
export const P2 = 11.62013104361867;
export const P3 = 28.49148307714626;
export const P4 = -5.664021568594133;
export const Q1 = 1.638054557396973;
export const Q2 = -0.7373619806678748;
export const Q3 = 8.47791821923899;
export const Q4 = 15.9925314877952;
export const Q5 = -1.882352941176471;
