"""One module for each change of the tables; what is here is never changed afterwards."""
