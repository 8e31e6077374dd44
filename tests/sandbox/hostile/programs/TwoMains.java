class Other {
    public static void main(String[] args) { System.out.println("wrong one"); }
}

public class Main {
    public static void main(String[] args) { System.out.println("OK"); }
}
