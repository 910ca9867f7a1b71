using System.CommandLine;
using MiniKube.ApiServer.Authentication.Jwt;

namespace MiniKube.Commands;

/// <summary>The flags that name one issuer of JSON Web Tokens, by upstream's names.</summary>
internal sealed class OidcOptionSet
{
    private readonly Option<string?> _issuer = new("--oidc-issuer-url") { Description = "Takes the tokens of this OpenID Connect issuer; https." };
    private readonly Option<string?> _client = new("--oidc-client-id") { Description = "The audience that its tokens must have." };
    private readonly Option<string?> _authority = new("--oidc-ca-file") { Description = "Who signs its certificates; the machine's authorities unless said otherwise." };
    private readonly Option<string> _userClaim = new("--oidc-username-claim") { Description = "The claim that is the user's name.", DefaultValueFactory = _ => "sub" };
    private readonly Option<string?> _userPrefix = new("--oidc-username-prefix") { Description = "What is put before it; '-' for nothing; the issuer's URL and # unless said otherwise, nothing before an email." };
    private readonly Option<string?> _groupsClaim = new("--oidc-groups-claim") { Description = "The claim that has the user's groups." };
    private readonly Option<string?> _groupsPrefix = new("--oidc-groups-prefix") { Description = "What is put before each." };
    private readonly Option<string[]> _algorithms = ListOption.Create("--oidc-signing-algs", "The signatures that are taken; RS256 unless said otherwise.");
    private readonly Option<string[]> _required = ListOption.Create("--oidc-required-claim", "claim=value, which a token must have.");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_issuer, _client, _authority, _userClaim, _userPrefix, _groupsClaim, _groupsPrefix, _algorithms, _required])
        {
            command.Options.Add(option);
        }
    }

    public OidcOptions? Read(ParseResult result)
    {
        if (result.GetValue(_issuer) is not { } issuer)
        {
            return result.GetValue(_client) is null ? null : throw new ArgumentException("--oidc-client-id needs --oidc-issuer-url");
        }

        return new OidcOptions
        {
            IssuerUrl = issuer,
            ClientId = result.GetValue(_client) ?? "",
            AuthorityFile = result.GetValue(_authority),
            UsernameClaim = result.GetRequiredValue(_userClaim),
            UsernamePrefix = result.GetValue(_userPrefix),
            GroupsClaim = result.GetValue(_groupsClaim) ?? "",
            GroupsPrefix = result.GetValue(_groupsPrefix) ?? "",
            SigningAlgorithms = ListOption.Read(result, _algorithms, ["RS256"]),
            RequiredClaims = [.. ListOption.Read(result, _required).Select(Claim)],
        };
    }

    private static KeyValuePair<string, string> Claim(string text) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
        ? new(text[..at], text[(at + 1)..])
        : throw new ArgumentException($"--oidc-required-claim is '{text}': write claim=value");
}
