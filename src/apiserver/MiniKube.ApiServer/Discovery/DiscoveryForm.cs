using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace MiniKube.ApiServer.Discovery;

/// <summary>Which form of discovery a client asks for.</summary>
internal static class DiscoveryForm
{
    public const string Aggregated = "v2";
    public const string AggregatedBeta = "v2beta1";

    /// <summary>The version of the aggregated form, or null for one document a group; what stands first in <c>Accept</c> wins.</summary>
    public static string? AggregatedVersion(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
        {
            return null;
        }

        foreach (var type in accepted)
        {
            if (!type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) && type.MediaType != "*/*")
            {
                continue;
            }

            if (Parameter(type, "as") is not "APIGroupDiscoveryList")
            {
                return null;
            }

            if (Parameter(type, "g") is "apidiscovery.k8s.io" && Parameter(type, "v") is (Aggregated or AggregatedBeta) and var version)
            {
                return version;
            }
        }

        return null;
    }

    public static string ContentType(string version) => $"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList";

    private static string? Parameter(MediaTypeHeaderValue type, string name) =>
        type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value.Value;
}
