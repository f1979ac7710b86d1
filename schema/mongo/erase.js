// SPDX-License-Identifier: MIT
// Erases a learner: first the stone, which every device of that name sees and which stops it from sending, then the rows. What
// lies on the learner's own devices is theirs; they are asked what to do with it.
// Run as a janitor:  mongosh "$MONGODB_URI" --eval 'var learner = "ada"' schema/mongo/erase.js
// == erase
if (typeof learner !== "string" || !/^[a-z0-9-]{1,32}$/.test(learner)) {
	throw new Error("say who: mongosh \"$MONGODB_URI\" --eval 'var learner = \"ada\"' schema/mongo/erase.js");
}
if (!db.rows.findOne({_id: learner + "/~erased"})) {
	db.rows.insertOne({_id: learner + "/~erased", at: new Date()}, {writeConcern: {w: "majority"}});
}
db.rows.deleteMany({_id: {$gte: learner + "/", $lt: learner + "/~"}}, {writeConcern: {w: "majority"}});
