import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A dynamic test of JUnit 5 for each document. CORPUS and KNOWN in the environment are the arguments of ReadCorpus. */
final class CorpusTest {
    private final Path corpus = Path.of(System.getenv("CORPUS"));

    @TestFactory
    Stream<DynamicTest> documents() throws Exception {
        Set<String> known = ReadCorpus.known(Path.of(System.getenv("KNOWN")));
        return ReadCorpus.rows(corpus).stream()
                .filter(row -> !row.expect().equals("policy"))
                .map(row -> DynamicTest.dynamicTest(row.path(), () -> {
                    boolean isRight = ReadCorpus.accepts(row, ReadCorpus.body(corpus, row)) == row.expect().equals("accept");
                    assertEquals(!known.contains(row.path()), isRight, row.expect());
                }));
    }

    @TestFactory
    Stream<DynamicTest> prefixes() throws Exception {
        Set<String> known = ReadCorpus.known(Path.of(System.getenv("KNOWN")));
        return ReadCorpus.cuts(corpus).stream()
                .map(cut -> DynamicTest.dynamicTest(cut.row().path(), () -> assertTrue(known.containsAll(cut.accepted()))));
    }
}
