"""Learning from figures: what moves the members, by how much, and how it is shown that this is honest.

luck           the normal and uniform numbers that belong to a figure, whatever the order it comes in
transforms     figures in units in which errors are about normal, and their errors there
discrepancy    how far off a model is whose constants are right, by lead time
localisation   which figures may move which latents, and which correlations are no more than chance
assimilation   one pass of ES-MDA: latents and predictions in, moved latents out
calibration    the ranks of a known truth among members, and whether they are uniform
"""
