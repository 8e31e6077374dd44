public class Main {
    public static void main(String[] args) {
        try {
            for (int i = 0; i < 100_000; i++) {
                Thread thread = new Thread(() -> {
                    try { Thread.sleep(60_000); } catch (InterruptedException e) { }
                });
                thread.setDaemon(true);
                thread.start();
            }
            System.out.println("OK");
        } catch (Throwable error) {
            Runtime.getRuntime().halt(3);
        }
    }
}
