package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** STYLE.md's budgets and banned words. The budgets only ever get tighter. */
class StyleTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final int METHOD_LINES_MEDIAN = 6;
  private static final int METHOD_LINES_P90 = 18;
  private static final int METHOD_LINES_MAX = 60;
  private static final int FILE_LINES_P90 = 400;

  private static final Pattern BANNED_TYPE_NAME =
      Pattern.compile("\\w*(Manager|Helper|Utils?|Impl|Base|Processor|Context)$");
  private static final Pattern BANNED_TEXT = Pattern.compile("\\b(TODO|FIXME|XXX)\\b|@author");

  /** A disabled test without words, or an assumption of one argument: nothing says the reason. */
  private static final Pattern SILENT_SKIP =
      Pattern.compile(
          "@Disabled(?!\\()|\\babort\\(\\)|\\bassume(True|False)\\([^,;]*\\);|\\bassumeThat\\((?!.*\\.as\\()");

  /** A file in the temporary folder by its name: what somebody looked at on one machine. */
  private static final Pattern LEFTOVER = Pattern.compile("/tmp/");

  /** A link to a file of the repository in a Markdown page: [words](path#anchor). */
  private static final Pattern MARKDOWN_LINK =
      Pattern.compile("\\[[^\\]]*\\]\\(([^)#:\\s]+)(#[^)]*)?\\)");

  private record Method(String place, long lines) {}

  private static final List<Method> METHODS = new ArrayList<>();
  private static final List<String> TYPES = new ArrayList<>();

  @BeforeAll
  static void readAllSources() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources(SOURCES)));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        unit.accept(new Reader(unit, positions), null);
      }
    }
  }

  @Test
  void noMethodIsLongerThanItsBudget() {
    assertThat(METHODS)
        .as("methods over %d lines", METHOD_LINES_MAX)
        .noneMatch(m -> m.lines > METHOD_LINES_MAX);
  }

  @Test
  void methodsAreSmallOnTheWhole() {
    List<Long> lines = METHODS.stream().map(Method::lines).sorted().toList();
    assertThat(percentile(lines, 50))
        .as("median method lines")
        .isLessThanOrEqualTo(METHOD_LINES_MEDIAN);
    assertThat(percentile(lines, 90)).as("p90 method lines").isLessThanOrEqualTo(METHOD_LINES_P90);
  }

  @Test
  void filesAreSmallOnTheWhole() throws IOException {
    List<Long> lines = new ArrayList<>();
    for (Path file : sources(SOURCES)) {
      lines.add((long) Files.readAllLines(file).size());
    }
    lines.sort(null);
    assertThat(percentile(lines, 90)).as("p90 file lines").isLessThanOrEqualTo(FILE_LINES_P90);
  }

  @Test
  void noTypeHasANameThatSaysNothing() {
    assertThat(TYPES).noneMatch(name -> BANNED_TYPE_NAME.matcher(name).matches());
  }

  @Test
  void noSourceHasAnUnfinishedMark() throws IOException {
    for (Path file : sources(Path.of("src"))) {
      if (!file.endsWith("StyleTest.java")) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(BANNED_TEXT);
      }
    }
  }

  @Test
  void noSourceNamesAFileInTheTemporaryFolder() throws IOException {
    for (Path file : sources(Path.of("src"))) {
      if (!file.endsWith("StyleTest.java")) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(LEFTOVER);
      }
    }
  }

  @Test
  void everySkippedTestSaysWhy() throws IOException {
    for (Path file : sources(Path.of("src/test/java"))) {
      if (!file.endsWith("StyleTest.java")) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(SILENT_SKIP);
      }
    }
  }

  @Test
  void everyLinkInTheDocumentationLeadsSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path page : markdownPages()) {
      Matcher link = MARKDOWN_LINK.matcher(Files.readString(page));
      while (link.find()) {
        Path target = page.toAbsolutePath().getParent().resolve(link.group(1));
        if (!Files.exists(target)) {
          dead.add(page + " -> " + link.group(1));
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  private static long percentile(List<Long> sorted, int percent) {
    return sorted.get((sorted.size() - 1) * percent / 100);
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(f -> f.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static List<Path> markdownPages() throws IOException {
    try (Stream<Path> top = Files.list(Path.of("."));
        Stream<Path> docs = Files.walk(Path.of("docs"))) {
      return Stream.concat(top, docs).filter(f -> f.toString().endsWith(".md")).toList();
    }
  }

  private static final class Reader extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;

    Reader(CompilationUnitTree unit, SourcePositions positions) {
      this.unit = unit;
      this.positions = positions;
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      TYPES.add(type.getSimpleName().toString());
      return super.visitClass(type, null);
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      if (method.getBody() != null && positions.getStartPosition(unit, method) >= 0) {
        long first =
            line(
                positions.getStartPosition(
                    unit, method.getReturnType() == null ? method : method.getReturnType()));
        long last = line(positions.getEndPosition(unit, method));
        METHODS.add(
            new Method(
                unit.getSourceFile().getName() + ":" + first + " " + method.getName(),
                last - first + 1));
      }
      return super.visitMethod(method, null);
    }

    private long line(long position) {
      return unit.getLineMap().getLineNumber(position);
    }
  }
}
