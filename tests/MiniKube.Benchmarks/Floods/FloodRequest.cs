using System.Net;
using System.Net.Http.Headers;
using MiniKube.RealParts;

namespace MiniKube.Benchmarks.Floods;

/// <summary>A request in the name of one of the benchmark's two users.</summary>
internal static class FloodRequest
{
    public static async Task<HttpStatusCode> SendAsync(RawApi api, string user, string path, Version version, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("Impersonate-User", user);
        request.Headers.Add("Impersonate-Group", "readers");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await api.Http.SendAsync(request, cancellationToken);
        await response.Content.CopyToAsync(Stream.Null, cancellationToken);
        return response.StatusCode;
    }
}
