"""Steps about what is sent: parcels, and the parts of orders that are to be sent."""
