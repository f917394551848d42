"""Learning from figures: what moves the members, by how much, and how it is shown that this is honest.

fitting         the passes: members run, say what each figure would be, are moved, run again
latents         what members do not know, as columns, and the tables that a simulator takes for these
figures         which figures are learned from, and what members say to them
transforms      figures as the analysis takes them
localisation    which figures may move which latents, and which correlations are no more than chance
assimilation    one pass of ES-MDA: latents and predictions in, moved latents out
doubted         figures that lie so far off what members say that they are given less weight
discrepancy     how far off the model itself is, learned from how earlier forecasts missed
counted_again   how much of what is missed of one count is missed of the next of the same people
chance          how much a fit takes for told of a number that has nothing to do with any figure
learned         what a fit came to, as a posterior
evenings        what a fit of each earlier evening would have said of the days after it
keeping         a fit on disk
updating        one evening's figures taken into a run that is there
corrected       figures that were learned from and say something else now
known_days      which numbers of a run stay when new figures move it
lines           a line at a gate as what it is made of, so that it can be moved
over_gates      gates that are moved so that they fit their countries
sharing_out     whole people shared out in proportion
peopled         a moved run in which people do not run out
"""
