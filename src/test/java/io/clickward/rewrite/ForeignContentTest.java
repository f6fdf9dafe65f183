package io.clickward.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Titles and the like within inline SVG and MathML, where jsoup's tree tells what is text. */
class ForeignContentTest {
  private static final String LINK = "<a href='http://a.example/'>";

  /**
   * Without the end tags of titles and the like: in svg, where their content is markup to jsoup,
   * they end what is no text at all.
   */
  private static final List<String> PIECES =
      List.of(
          LINK,
          "</a>",
          "<svg>",
          "<SVG x=y>",
          "<svg/>",
          "</svg>",
          "<math>",
          "</math>",
          "<title/>",
          "<title>",
          "<title />",
          "<title x=y/>",
          "<style/>",
          "<style>",
          "<script/>",
          "<g>",
          "</g>",
          "<path d='M0'/>",
          "<desc>",
          "</desc>",
          "<mi>",
          "</mi>",
          "<foreignObject>",
          "</foreignObject>",
          "<p>",
          "</p>",
          "<b>",
          "</b>",
          "<div>",
          "</div>",
          "<br>",
          "<span/>",
          "text",
          "<!-- > -->",
          "<font color=red>",
          "<textarea/>",
          "<annotation-xml>",
          "</annotation-xml>",
          "<td>",
          "<table>",
          "</table>",
          "<x>",
          "</x>");

  private static List<Integer> linksOf(String html) {
    List<Integer> starts = new ArrayList<>();
    byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
    BodyCharset charset = BodyCharset.of("utf-8", bytes).orElseThrow();
    TargetRules rules = new TargetRules(new FakeLinks(), RewriteGates.ALL, Set.of());
    HtmlBody.read(bytes, charset, rules, new Tally())
        .links()
        .forEach(link -> starts.add(link.value().start()));
    return starts;
  }

  private static List<Integer> linksToJsoup(String html) {
    return HtmlOracle.targets(html).stream().map(HtmlOracle.Target::start).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<p><svg viewBox='0 0 1 1'><title/><path d='M0'/></svg>@",
        "<svg><title/>@</svg>@",
        "<svg><TITLE id=x />@</svg>",
        "<svg><title x=''/>@</svg>",
        "<svg><title>Logo</title><desc>a logo</desc><g><style/></g>@</svg>@",
        "<svg><style>a{}</style><title/></svg>@",
        "<svg><svg></svg><title/></svg>@",
        "<svg><g></svg>@<svg><title/></svg>@",
        "<math><mi>x</mi><title/></math>@",
        "<svg><p><svg><title/></svg>@",
        "<svg><!-- </svg> --><title/></svg>@",
      })
  void goesOnBehindASelfClosingTitleWithinSvg(String html) {
    String document = html.replace("@", LINK + "x</a>");
    assertThat(linksOf(document)).isNotEmpty().isEqualTo(linksToJsoup(document));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<title/>@",
        "<svg/><title/>@",
        "<svg></svg><title/>@",
        "<svg><p><title/>@</svg>",
        "<div><svg></div><title/>@",
        "<svg></p><title/>@",
        "<svg><foreignObject><title/>@",
        "<svg><desc><style/>@",
        "<math><mi><title/>@",
        "<svg><title x=y/>@",
        "<svg><script/>@",
        "<svg><title / >@",
        "<!--[if mso]><svg><title/>@</svg><![endif]-->",
        "<svg><![CDATA[ > <svg> ]]></svg><title/>@",
      })
  void seesNoLinkBehindATitleOfHtml(String html) {
    assertThat(linksOf(html.replace("@", LINK + "x</a>"))).isEmpty();
  }

  @Test
  void followsNoDrawingOfAnyDepth() {
    String deep = "<g>".repeat(100_000);
    assertThat(linksOf("<svg>" + deep + LINK)).hasSize(1);
    assertThat(linksOf("<svg>" + deep + "<title/>" + LINK)).isEmpty();
  }

  @Test
  void seesNoLinkThatJsoupDoesNotSee() {
    Random random = new Random(3);
    for (int run = 0; run < 20_000; run++) {
      StringBuilder html = new StringBuilder("<body><svg>");
      for (int i = random.nextInt(12); i >= 0; i--) {
        html.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      html.append(LINK);
      assertThat(linksToJsoup(html.toString()))
          .as("%s", html)
          .containsAll(linksOf(html.toString()));
    }
  }
}
