using System.CommandLine;
using MiniKube.ApiServer.Authorization;

namespace MiniKube.Commands;

/// <summary>The flags that say who decides what callers may do, by upstream's names.</summary>
internal sealed class AuthorizationOptionSet
{
    private readonly Option<string?> _configuration = new("--authorization-config") { Description = "A file with an AuthorizationConfiguration; read again when it changes." };
    private readonly Option<string[]> _modes = ListOption.Create("--authorization-mode", "Who is asked, in order: Node, RBAC, Webhook, AlwaysAllow, AlwaysDeny; Node,RBAC unless said otherwise.");
    private readonly Option<string?> _webhook = new("--authorization-webhook-config-file") { Description = "A kubeconfig file that names the webhook of the mode Webhook." };
    private readonly Option<string> _version = new("--authorization-webhook-version") { Description = "Of the group authorization.k8s.io: v1 or v1beta1.", DefaultValueFactory = _ => "v1beta1" };
    private readonly Option<string> _authorized = DurationOption.Create("--authorization-webhook-cache-authorized-ttl", "How long a yes of it is kept.", "5m");
    private readonly Option<string> _unauthorized = DurationOption.Create("--authorization-webhook-cache-unauthorized-ttl", "How long anything else is kept.", "30s");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_configuration, _modes, _webhook, _version, _authorized, _unauthorized])
        {
            command.Options.Add(option);
        }
    }

    public AuthorizationOptions Read(ParseResult result) => new()
    {
        ConfigurationFile = result.GetValue(_configuration),
        Modes = ListOption.Read(result, _modes),
        WebhookKubeconfigFile = result.GetValue(_webhook),
        WebhookVersion = result.GetRequiredValue(_version),
        WebhookAuthorizedFor = DurationOption.Read(result, _authorized),
        WebhookUnauthorizedFor = DurationOption.Read(result, _unauthorized),
    };
}
