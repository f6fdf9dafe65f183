package io.clickward.api;

import io.clickward.api.Views.AccountPage;
import io.clickward.api.Views.AccountView;
import io.clickward.api.Views.DomainPage;
import io.clickward.api.Views.DomainView;
import io.clickward.api.Views.IssuedView;
import io.clickward.api.Views.KeyList;
import io.clickward.api.Views.KeyView;
import io.clickward.api.Views.RevocationList;
import io.clickward.api.Views.RevocationView;
import io.clickward.api.Views.TokenList;
import io.clickward.api.Wishes.NewAccount;
import io.clickward.api.Wishes.NewCertificate;
import io.clickward.api.Wishes.NewDomain;
import io.clickward.api.Wishes.NewRevocation;
import io.clickward.api.Wishes.NewToken;
import io.clickward.api.Wishes.Place;
import io.clickward.api.Wishes.Retirement;
import io.clickward.onboarding.Access;
import io.clickward.onboarding.Account;
import io.clickward.onboarding.Kill;
import io.clickward.onboarding.Onboarding;
import io.clickward.onboarding.Report;
import io.clickward.onboarding.Token;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every operation of the API. */
final class Routes {
  static final String ROOT = "/api/v1";
  private static final String DOMAIN = ROOT + "/domains/{host}";

  private final ApiParts parts;
  private final Onboarding onboarding;
  private final Access access;
  private final Checking checking = new Checking();

  private Routes(ApiParts parts) {
    this.parts = parts;
    this.onboarding = parts.onboarding();
    this.access = parts.access();
  }

  static List<Route> of(ApiParts parts) {
    Routes routes = new Routes(parts);
    return Stream.of(
            routes.domains(),
            routes.steps(),
            routes.accounts(),
            routes.tokens(),
            routes.keysAndRevocations())
        .flatMap(List::stream)
        .toList();
  }

  private List<Route> domains() {
    return List.of(
        Route.get(
                ROOT + "/domains",
                Needs.READ,
                "listDomains",
                "The account's domains in the order of their hosts.",
                this::listDomains)
            .asking("limit", "after")
            .giving(200, DomainPage.class),
        Route.of(
                "POST",
                ROOT + "/domains",
                Needs.OPERATE,
                "addDomain",
                "Claims a host. 200 and the domain as it is when the account has claimed it before.",
                this::addDomain)
            .taking(NewDomain.class)
            .giving(201, DomainView.class)
            .giving(200, DomainView.class),
        Route.get(
                DOMAIN,
                Needs.READ,
                "showDomain",
                "A domain with its records and its state. Asks nobody.",
                call -> shown(onboarding.show(call.account(), call.host())))
            .giving(200, DomainView.class),
        Route.of(
                "PATCH",
                DOMAIN,
                Needs.OPERATE,
                "changeDomain",
                "Says who rewrites the links or what readers connect to. All that is known of the provider is replaced when anything of it is given, and so for the edge.",
                this::changeDomain)
            .taking(Place.class)
            .giving(200, DomainView.class),
        Route.of(
                "DELETE",
                DOMAIN,
                Needs.OPERATE,
                "deleteDomain",
                "Forgets a claim that serves nothing.",
                this::deleteDomain)
            .givingNothing());
  }

  private Reply listDomains(Call call) {
    return Reply.ok(
        DomainPage.of(onboarding.list(call.account(), call.after(), call.limit()), call.limit()));
  }

  private Reply addDomain(Call call) {
    NewDomain domain = call.body(NewDomain.class);
    Onboarding.Registered registered =
        onboarding.register(call.account(), Call.host("host", domain.host()), domain.wish());
    return Reply.created(registered.fresh(), DomainView.of(registered.report()));
  }

  private Reply changeDomain(Call call) {
    Place place = call.body(Place.class);
    return shown(onboarding.place(call.account(), call.host(), place::of));
  }

  private Reply deleteDomain(Call call) {
    onboarding.delete(call.account(), call.host());
    return Reply.nothing();
  }

  private static Reply shown(Report report) {
    return Reply.ok(DomainView.of(report));
  }

  private List<Route> steps() {
    return List.of(
        Route.of(
                "POST",
                DOMAIN + "/verify",
                Needs.OPERATE,
                "verifyDomain",
                "Asks DNS for everything and takes the steps that are earned. A CA that refused a certificate or paused the host is asked again, at most every ten minutes. Harmless.",
                this::verify)
            .giving(200, DomainView.class),
        Route.of(
                "POST",
                DOMAIN + "/https",
                Needs.OPERATE,
                "switchHttpsOn",
                "Tries the domain over https, and writes new links with https when that works.",
                this::switchHttpsOn)
            .giving(200, DomainView.class),
        Route.of(
                "DELETE",
                DOMAIN + "/https",
                Needs.OPERATE,
                "switchHttpsOff",
                "Writes new links with http again.",
                call -> shown(onboarding.httpsOff(call.account(), call.host())))
            .giving(200, DomainView.class),
        Route.of(
                "PUT",
                DOMAIN + "/certificate",
                Needs.OPERATE,
                "uploadCertificate",
                "Takes a certificate of the owner's own, which wins over one that was ordered.",
                this::upload)
            .taking(NewCertificate.class)
            .giving(200, DomainView.class),
        Route.of(
                "DELETE",
                DOMAIN + "/certificate",
                Needs.OPERATE,
                "removeCertificate",
                "Forgets the owner's own certificate and its key; one that a CA issues takes over.",
                this::removeUpload)
            .giving(200, DomainView.class),
        Route.of(
                "POST",
                DOMAIN + "/retire",
                Needs.OPERATE,
                "retireDomain",
                "Seals nothing new; old links go on until then, or for 90 days.",
                this::retire)
            .taking(Retirement.class)
            .giving(200, DomainView.class));
  }

  private Reply verify(Call call) {
    return shown(
        checking.run(call.account(), () -> onboarding.verifyAnew(call.account(), call.host())));
  }

  private Reply switchHttpsOn(Call call) {
    return shown(
        checking.run(call.account(), () -> onboarding.httpsOn(call.account(), call.host())));
  }

  private Reply upload(Call call) {
    NewCertificate certificate = call.body(NewCertificate.class);
    return shown(
        checking.run(
            call.account(),
            () ->
                onboarding.upload(
                    call.account(), call.host(), certificate.chain(), certificate.key())));
  }

  private Reply removeUpload(Call call) {
    return shown(
        checking.run(call.account(), () -> onboarding.removeUpload(call.account(), call.host())));
  }

  private Reply retire(Call call) {
    Retirement retirement = call.body(Retirement.class);
    return shown(
        onboarding.retire(call.account(), call.host(), Call.instant("until", retirement.until())));
  }

  private List<Route> accounts() {
    return List.of(
        Route.get(
                ROOT + "/accounts",
                Needs.INSTALL,
                "listAccounts",
                "All accounts in the order of their names.",
                call ->
                    Reply.ok(
                        AccountPage.of(access.accounts(call.after(), call.limit()), call.limit())))
            .asking("limit", "after")
            .giving(200, AccountPage.class),
        Route.of(
                "POST",
                ROOT + "/accounts",
                Needs.INSTALL,
                "addAccount",
                "Adds an account. 200 when it is there already.",
                this::addAccount)
            .taking(NewAccount.class)
            .giving(201, AccountView.class)
            .giving(200, AccountView.class));
  }

  private Reply addAccount(Call call) {
    String name = call.body(NewAccount.class).name();
    boolean fresh = access.createAccount(name);
    Account account = access.account(name).orElseThrow();
    return Reply.created(fresh, AccountView.of(account));
  }

  private List<Route> tokens() {
    return List.of(
        Route.get(
                ROOT + "/tokens",
                Needs.ADMINISTER,
                "listTokens",
                "An account's tokens, without their secrets.",
                this::listTokens)
            .asking("account")
            .giving(200, TokenList.class),
        Route.of(
                "POST",
                ROOT + "/tokens",
                Needs.ADMINISTER,
                "createToken",
                "Makes a token. Its secret is shown this once.",
                this::createToken)
            .taking(NewToken.class)
            .giving(201, IssuedView.class),
        Route.of(
                "DELETE",
                ROOT + "/tokens/{id}",
                Needs.ADMINISTER,
                "revokeToken",
                "Revokes a token at once.",
                this::revokeToken)
            .asking("account")
            .givingNothing());
  }

  private Reply listTokens(Call call) {
    List<Token> tokens = access.tokens(call.caller(), call.namedAccount());
    return Reply.ok(TokenList.of(tokens));
  }

  private Reply createToken(Call call) {
    NewToken wanted = call.body(NewToken.class);
    Access.Issued issued =
        access.createToken(
            call.caller(),
            Optional.ofNullable(wanted.account()).orElseGet(call::account),
            wanted.parsedRole(),
            Optional.ofNullable(wanted.label()).orElse(""),
            Call.instant("expiresAt", wanted.expiresAt()));
    return Reply.created(true, IssuedView.of(issued));
  }

  private Reply revokeToken(Call call) {
    access.revokeToken(call.caller(), call.namedAccount(), call.id());
    return Reply.nothing();
  }

  private List<Route> keysAndRevocations() {
    return List.of(
        Route.get(
                ROOT + "/keys",
                Needs.INSTALL,
                "listKeys",
                "The link keys, without their secrets.",
                _ -> Reply.ok(new KeyList(parts.keys().get().stream().map(KeyView::of).toList())))
            .giving(200, KeyList.class),
        Route.get(
                ROOT + "/revocations",
                Needs.READ,
                "listRevocations",
                "What the account has revoked.",
                call -> Reply.ok(RevocationList.of(parts.kills().list(call.account()))))
            .giving(200, RevocationList.class),
        Route.of(
                "POST",
                ROOT + "/revocations",
                Needs.OPERATE,
                "revoke",
                "Stops the links of a message, one link, or all links to a host, at once: those of the account's own domains.",
                this::revoke)
            .taking(NewRevocation.class)
            .giving(201, RevocationView.class),
        Route.of(
                "DELETE",
                ROOT + "/revocations/{id}",
                Needs.OPERATE,
                "restore",
                "Takes a revocation back.",
                this::restore)
            .givingNothing());
  }

  private Reply revoke(Call call) {
    NewRevocation wanted = call.body(NewRevocation.class);
    Kill kill = parts.kills().revoke(call.account(), wanted.what(call.caller()), wanted.reason());
    return Reply.created(true, RevocationView.of(kill));
  }

  private Reply restore(Call call) {
    parts.kills().restore(call.caller(), call.id());
    return Reply.nothing();
  }
}
