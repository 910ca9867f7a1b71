using System.CommandLine;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authentication.FrontProxy;

namespace MiniKube.Commands;

/// <summary>The flags that say who is let in, by upstream's names.</summary>
internal sealed class AuthenticationOptionSet
{
    private readonly Option<string?> _tokens = new("--token-auth-file") { Description = "A file of lines token,user,uid,\"group,group\"." };
    private readonly Option<bool?> _anonymous = new("--anonymous-auth") { Description = "Lets requests without credentials in as system:anonymous; true unless said otherwise." };
    private readonly Option<string?> _configuration = new("--authentication-config") { Description = "A file with an AuthenticationConfiguration; read again when it changes." };
    private readonly Option<string[]> _audiences = ListOption.Create("--api-audiences", "What the API server answers to as an audience of tokens; the service account issuer unless said otherwise.");
    private readonly Option<string?> _proxyAuthority = new("--requestheader-client-ca-file") { Description = "Whoever shows a certificate of these authorities says in headers who asks." };
    private readonly Option<string[]> _proxyNames = ListOption.Create("--requestheader-allowed-names", "Common names that such a certificate may have; any when none is given.");
    private readonly Option<string[]> _userHeaders = ListOption.Create("--requestheader-username-headers", "Headers with the user's name: X-Remote-User.");
    private readonly Option<string[]> _uidHeaders = ListOption.Create("--requestheader-uid-headers", "Headers with the user's uid: X-Remote-Uid.");
    private readonly Option<string[]> _groupHeaders = ListOption.Create("--requestheader-group-headers", "Headers with the user's groups: X-Remote-Group.");
    private readonly Option<string[]> _extraPrefixes = ListOption.Create("--requestheader-extra-headers-prefix", "How headers with further facts begin: X-Remote-Extra-.");
    private readonly Option<string?> _webhook = new("--authentication-token-webhook-config-file") { Description = "A kubeconfig file that names a webhook which is asked whose tokens are." };
    private readonly Option<string> _webhookVersion = new("--authentication-token-webhook-version") { Description = "Of the group authentication.k8s.io: v1 or v1beta1.", DefaultValueFactory = _ => "v1beta1" };
    private readonly Option<string> _webhookCache = DurationOption.Create("--authentication-token-webhook-cache-ttl", "How long its answers are kept.", "2m");
    private readonly OidcOptionSet _oidc = new();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_tokens, _anonymous, _configuration, _audiences, _proxyAuthority, _proxyNames, _userHeaders, _uidHeaders, _groupHeaders, _extraPrefixes, _webhook, _webhookVersion, _webhookCache])
        {
            command.Options.Add(option);
        }

        _oidc.AddTo(command);
    }

    public string? TokenAuthFile(ParseResult result) => result.GetValue(_tokens);

    public AuthenticationOptions Read(ParseResult result) => new()
    {
        AllowsAnonymous = result.GetValue(_anonymous),
        ConfigurationFile = result.GetValue(_configuration),
        Audiences = ListOption.Read(result, _audiences),
        Oidc = _oidc.Read(result),
        RequestHeaders = ReadRequestHeaders(result),
        WebhookTokens = result.GetValue(_webhook) is { } webhook
            ? new WebhookTokenOptions { KubeconfigFile = webhook, Version = result.GetRequiredValue(_webhookVersion), CacheFor = DurationOption.Read(result, _webhookCache) }
            : null,
    };

    private RequestHeaderOptions? ReadRequestHeaders(ParseResult result)
    {
        if (result.GetValue(_proxyAuthority) is not { } authority)
        {
            return null;
        }

        var usual = new RequestHeaderOptions { ClientAuthorityFile = authority };
        return usual with
        {
            AllowedNames = ListOption.Read(result, _proxyNames),
            UsernameHeaders = ListOption.Read(result, _userHeaders, usual.UsernameHeaders),
            UidHeaders = ListOption.Read(result, _uidHeaders, usual.UidHeaders),
            GroupHeaders = ListOption.Read(result, _groupHeaders, usual.GroupHeaders),
            ExtraHeaderPrefixes = ListOption.Read(result, _extraPrefixes, usual.ExtraHeaderPrefixes),
        };
    }
}
