"""One traveller's ways out: the same world, rules, waits and choices as the simulation, asked by one person.

question   what is asked: where from, when, with which papers and means
known      the world as it was known at that moment, and as it is to this one traveller
crowd      the simulation up to that moment: the lines people stand in, and how they choose
waiting    how long he would wait in these lines, from the hour he comes to each
doors      which rules act on which way, when, and whom they name
legs       what each link costs this traveller
search     the best way into every country
cheap      the cheap ways into every country, where money is short
weighed    what the ways of a place weigh to the crowd, as of the last news
shares     how many like him the simulation sends where
way        what there is to tell of one way
closed     why a country is not offered
plan       all of it put together
parts      what an answer is made of
answer     what comes out: as an object that tells itself, and as JSON
words      how rules, sources, prices and hours are told
"""
