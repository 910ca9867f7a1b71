using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authorization.Configured;

/// <summary>Reads the chain that <c>--authorization-mode</c> says.</summary>
internal static class AuthorizationModes
{
    /// <exception cref="InvalidDataException">A mode is not known, is there twice, or lacks its webhook.</exception>
    public static ImmutableArray<AuthorizerConfiguration> Read(AuthorizationOptions options)
    {
        ImmutableArray<string> modes = options.Modes.IsEmpty ? ["Node", "RBAC"] : options.Modes;
        if (modes.Distinct(StringComparer.Ordinal).Count() != modes.Length)
        {
            throw new InvalidDataException("--authorization-mode has a mode twice");
        }

        if (options.WebhookKubeconfigFile is not null != modes.Contains("Webhook"))
        {
            throw new InvalidDataException("--authorization-mode Webhook and --authorization-webhook-config-file need each other");
        }

        return [.. modes.Select(mode => new AuthorizerConfiguration(Known(mode), mode.ToLowerInvariant(), mode == "Webhook" ? WebhookOf(options) : null))];
    }

    private static string Known(string mode) => mode is "Node" or "RBAC" or "Webhook" or "AlwaysAllow" or "AlwaysDeny"
        ? mode
        : throw new InvalidDataException($"--authorization-mode has '{mode}': it must be of Node, RBAC, Webhook, AlwaysAllow, AlwaysDeny");

    private static WebhookAuthorizerConfiguration WebhookOf(AuthorizationOptions options) => new()
    {
        KubeconfigFile = options.WebhookKubeconfigFile!,
        Version = options.WebhookVersion is "v1" or "v1beta1"
            ? options.WebhookVersion
            : throw new InvalidDataException($"--authorization-webhook-version is '{options.WebhookVersion}': it must be v1 or v1beta1"),
        AuthorizedFor = options.WebhookAuthorizedFor,
        UnauthorizedFor = options.WebhookUnauthorizedFor,
    };
}
