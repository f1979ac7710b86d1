// SPDX-License-Identifier: MIT
// Who may do what; the names are cairn's, the rights MongoDB's. A role is changed where it is there already. Give it to a user
// with  db.createUser({user: "ada", pwd: passwordPrompt(), roles: ["cairnLearner"]}).
// Run as an administrator of the database:  mongosh "$MONGODB_URI" schema/mongo/roles.js
// == role cairnLearner
// studies: sends rows, reads decks
if (!db.getRole("cairnLearner")) db.createRole({role: "cairnLearner", privileges: [], roles: []});
db.updateRole("cairnLearner", {roles: [], privileges: [
	{resource: {db: db.getName(), collection: "rows"}, actions: ["find", "insert"]},
	{resource: {db: db.getName(), collection: "decks"}, actions: ["find"]},
	{resource: {db: db.getName(), collection: "cards"}, actions: ["find"]}]});
// == role cairnPublisher
// writes decks; whoever publishes and studies has this and the learner's
if (!db.getRole("cairnPublisher")) db.createRole({role: "cairnPublisher", privileges: [], roles: []});
db.updateRole("cairnPublisher", {roles: [], privileges: [
	{resource: {db: db.getName(), collection: "decks"}, actions: ["find", "insert", "update"]},
	{resource: {db: db.getName(), collection: "cards"}, actions: ["find", "insert", "update"]}]});
// == role cairnJanitor
// removes: an erasure (erase.js), decks that nobody has any more
if (!db.getRole("cairnJanitor")) db.createRole({role: "cairnJanitor", privileges: [], roles: []});
db.updateRole("cairnJanitor", {roles: [], privileges: [
	{resource: {db: db.getName(), collection: "rows"}, actions: ["find", "insert", "remove"]},
	{resource: {db: db.getName(), collection: "decks"}, actions: ["find", "remove"]},
	{resource: {db: db.getName(), collection: "cards"}, actions: ["find", "remove"]}]});
// == role cairnTeacher
// reads what a class has answered
if (!db.getRole("cairnTeacher")) db.createRole({role: "cairnTeacher", privileges: [], roles: []});
db.updateRole("cairnTeacher", {roles: [], privileges: [
	{resource: {db: db.getName(), collection: "rows"}, actions: ["find"]},
	{resource: {db: db.getName(), collection: "decks"}, actions: ["find"]},
	{resource: {db: db.getName(), collection: "cards"}, actions: ["find"]}]});
