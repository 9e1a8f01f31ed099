// The models and the words. This file is the seam: whoever joins the modules puts the real data here.
export const DATA = { library: {}, catalogue: {} };
