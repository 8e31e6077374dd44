import java.io.*;
import java.net.*;
import java.nio.file.*;

public class Main {
    interface Attempt { void run() throws Exception; }

    static int allowed = 0;

    static void refused(String what, Attempt attempt) {
        try {
            attempt.run();
            allowed++;
            System.out.println("allowed: " + what);
        } catch (Exception expected) {
        }
    }

    public static void main(String[] args) {
        refused("shadow", () -> Files.readAllBytes(Path.of("/etc/shadow")));
        refused("environment of init", () -> {
            if (Files.readAllBytes(Path.of("/proc/1/environ")).length == 0) throw new IOException();
        });
        refused("write /etc", () -> Files.write(Path.of("/etc/mark"), new byte[1]));
        refused("write the program", () -> Files.write(Path.of("/artifact/classes/Main.class"), new byte[1]));
        refused("metadata service", () -> new Socket().connect(new InetSocketAddress("169.254.169.254", 80), 500));
        refused("name", () -> InetAddress.getByName("example.com"));
        refused("root", () -> {
            Process process = new ProcessBuilder("su", "-c", "true").redirectErrorStream(true).start();
            process.getOutputStream().close();
            if (process.waitFor() != 0) throw new IOException();
        });
        if (allowed == 0) System.out.println("OK");
    }
}
