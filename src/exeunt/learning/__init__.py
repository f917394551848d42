"""Learning from figures: what moves the members, by how much, and how it is shown that this is honest.

fitting        the passes: members run, say what each figure would be, are moved, run again
latents        what members do not know, as columns, and the tables that a simulator takes for these
figures        which figures are learned from, and what members say to them
transforms     figures as the analysis takes them
localisation   which figures may move which latents, and which correlations are no more than chance
assimilation   one pass of ES-MDA: latents and predictions in, moved latents out
discrepancy    how far off the model itself is, learned from how earlier forecasts missed
keeping        a fit on disk
calibration    the ranks of a known truth among members, and whether they are uniform
"""
