using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Webhooks;

/// <summary>Where a webhook or an aggregated server is: at a URL, or behind a Service, whose name its certificate must bear.</summary>
/// <param name="Url">What is asked; for a Service its host is <c>name.namespace.svc</c>.</param>
/// <param name="Service">Namespace and name; null for a URL.</param>
/// <param name="AuthorityPem">Certificates of which one must vouch for the webhook's; empty for the machine's own authorities.</param>
internal sealed record WebhookAddress(Uri Url, Api.Names.NamespacedName? Service, string AuthorityPem)
{
    /// <summary>Any certificate will do.</summary>
    public bool SkipsVerification { get; init; }

    /// <summary>Reads a <c>clientConfig</c> that was validated.</summary>
    public static WebhookAddress Of(JsonObject clientConfig)
    {
        var authority = clientConfig.Text("caBundle") is { Length: > 0 } bundle
            ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(bundle))
            : "";
        if (clientConfig.Child("service") is not { } service)
        {
            return new WebhookAddress(new Uri(clientConfig.Text("url")), null, authority);
        }

        var (name, @namespace) = (service.Text("name"), service.Text("namespace"));
        var url = new UriBuilder(Uri.UriSchemeHttps, $"{name}.{@namespace}.svc", (int)(service.Integer("port") ?? 443), service.Text("path").TrimStart('/'));
        return new WebhookAddress(url.Uri, new(@namespace, name), authority);
    }
}
