using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Actuation;

namespace MiniKube.Kubelet.Images;

/// <summary>Finds the credentials that a pod's pull secrets hold for a registry.</summary>
internal sealed class RegistryCredentials(IPodObjects objects)
{
    /// <summary>Null to pull as anybody.</summary>
    public async Task<AuthConfig?> FindAsync(V1Pod pod, string image, CancellationToken cancellationToken)
    {
        foreach (var reference in pod.Spec.ImagePullSecrets ?? [])
        {
            var secret = await objects.FindSecretAsync(pod.Metadata.NamespaceProperty, reference.Name, cancellationToken);
            if (secret is not null && Find(secret, ImageName.Registry(image)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    internal static AuthConfig? Find(V1Secret secret, string registry)
    {
        try
        {
            var entries = secret.Data?.TryGetValue(".dockerconfigjson", out var config) is true ? JsonNode.Parse(config)?["auths"] as JsonObject
                : secret.Data?.TryGetValue(".dockercfg", out var old) is true ? JsonNode.Parse(old) as JsonObject
                : null;
            var entry = entries?.FirstOrDefault(pair => string.Equals(HostOf(pair.Key), registry, StringComparison.Ordinal)).Value as JsonObject;
            return entry is null ? null : Read(entry);
        }
        catch (JsonException)
        {
            // A secret that is no configuration holds no credentials; the registry then says what is missing.
            return null;
        }
    }

    private static AuthConfig Read(JsonObject entry)
    {
        var config = new AuthConfig
        {
            Username = (string?)entry["username"] ?? "",
            Password = (string?)entry["password"] ?? "",
            IdentityToken = (string?)entry["identitytoken"] ?? "",
        };
        if (config.Username.Length == 0 && (string?)entry["auth"] is { Length: > 0 } auth)
        {
            config.Auth = auth;
            var buffer = new byte[auth.Length];
            if (Convert.TryFromBase64String(auth, buffer, out var length) && Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2) is [var user, var password])
            {
                (config.Username, config.Password) = (user, password);
            }
        }

        return config;
    }

    private static string HostOf(string key)
    {
        var host = key.Contains("://", StringComparison.Ordinal) ? key[(key.IndexOf("://", StringComparison.Ordinal) + 3)..] : key;
        host = host.Split('/')[0];
        return host is "index.docker.io" ? "docker.io" : host;
    }
}
