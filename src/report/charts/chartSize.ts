/** Width of the plots in pixels: the same in every chart, so that moments stand below each other. */
export const plotWidthPixels = 820;
