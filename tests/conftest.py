"""Lets every test `import worlds`: pytest puts the folder of this file on the path."""
