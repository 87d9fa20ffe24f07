UPDATE remarks SET state = 'resolved', resolution = 'without_permission'
 WHERE id = (SELECT min(id) FROM remarks);
