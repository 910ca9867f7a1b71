using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Authentication.FrontProxy;
using MiniKube.ApiServer.Certificates;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>
/// What the config map <c>extension-apiserver-authentication</c> tells aggregated servers: by whose certificate they know this server and
/// its clients, and in which headers it is said who asks. What is there of other servers of the cluster stays, so that they do not quarrel.
/// </summary>
internal static class ExtensionAuthentication
{
    private const string OwnName = "front-proxy-client";

    /// <param name="existing">The config map's data; null when there is none.</param>
    /// <param name="certificates">This server's own.</param>
    /// <param name="asked">What the operator said of further front proxies; null for nothing.</param>
    /// <param name="authorityPem">Theirs.</param>
    /// <param name="now">Authorities that have ended by then go.</param>
    public static JsonObject Content(
        JsonObject? existing, ClusterCertificates certificates, RequestHeaderOptions? asked, string authorityPem, DateTimeOffset now)
    {
        return new JsonObject
        {
            ["client-ca-file"] = Bundle(existing.Text("client-ca-file"), certificates.AuthorityPem, now),
            ["requestheader-allowed-names"] = Names(existing.Text("requestheader-allowed-names"), asked),
            ["requestheader-client-ca-file"] = Bundle(existing.Text("requestheader-client-ca-file"), certificates.FrontProxyAuthorityPem + authorityPem, now),
            ["requestheader-extra-headers-prefix"] = List(existing.Text("requestheader-extra-headers-prefix"), "X-Remote-Extra-", asked?.ExtraHeaderPrefixes),
            ["requestheader-group-headers"] = List(existing.Text("requestheader-group-headers"), "X-Remote-Group", asked?.GroupHeaders),
            ["requestheader-uid-headers"] = List(existing.Text("requestheader-uid-headers"), "X-Remote-Uid", asked?.UidHeaders),
            ["requestheader-username-headers"] = List(existing.Text("requestheader-username-headers"), "X-Remote-User", asked?.UsernameHeaders),
        };
    }

    /// <summary>None means any, whichever server of the cluster says so.</summary>
    private static string Names(string existing, RequestHeaderOptions? asked) =>
        existing == "[]" || asked is { AllowedNames.IsEmpty: true } ? "[]" : List(existing, OwnName, asked?.AllowedNames);

    private static string List(string existing, string own, ImmutableArray<string>? others) => new JsonArray(
        [.. Read(existing).Append(own).Concat(others ?? []).Distinct(StringComparer.OrdinalIgnoreCase).Select(each => JsonValue.Create(each))]).ToJsonString();

    private static IEnumerable<string> Read(string list)
    {
        try
        {
            return list.Length == 0 ? [] : (JsonNode.Parse(list) as JsonArray ?? []).OfType<JsonValue>()
                .Where(each => each.GetValueKind() == JsonValueKind.String).Select(each => each.GetValue<string>());
        }
        catch (JsonException)
        {
            // Whoever wrote that, it is written anew.
            return [];
        }
    }

    private static string Bundle(string existing, string own, DateTimeOffset now)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        return string.Concat(Certificates(existing).Where(each => each.NotAfter.ToUniversalTime() > now.UtcDateTime).Concat(Certificates(own))
            .Where(each => known.Add(each.Thumbprint))
            .Select(each => each.ExportCertificatePem() + "\n"));
    }

    private static X509Certificate2Collection Certificates(string pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }

        return certificates;
    }
}
