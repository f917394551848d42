"""How the tables of the scenario `mobilisation-2022` were first made, a module for each kind of table."""
