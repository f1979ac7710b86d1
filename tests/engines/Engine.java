// SPDX-License-Identifier: MIT
// mongo-java-server on 127.0.0.1, on an H2 file. Prints its port; ends with its input.
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;

public class Engine {
	public static void main(String[] args) throws Exception {
		MongoServer server = new MongoServer(new H2Backend(args[0]));

		server.bind("127.0.0.1", 0);
		System.out.println("port " + server.getLocalAddress().getPort());
		while (System.in.read() >= 0)
			;
		server.shutdown();
	}
}
