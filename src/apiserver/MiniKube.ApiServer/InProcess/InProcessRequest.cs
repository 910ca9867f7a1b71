using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace MiniKube.ApiServer.InProcess;

/// <summary>Turns a client's message into a server's request.</summary>
internal static class InProcessRequest
{
    /// <exception cref="InvalidOperationException">The message has no address.</exception>
    public static IHttpRequestFeature From(HttpRequestMessage message, Stream body, long? length)
    {
        var uri = message.RequestUri ?? throw new InvalidOperationException("The request has no address.");
        var target = uri.PathAndQuery;
        var headers = new HeaderDictionary { ["Host"] = uri.Authority };
        foreach (var (name, values) in message.Headers.NonValidated)
        {
            headers[name] = Values(name, values);
        }

        if (message.Content is { } content)
        {
            foreach (var (name, values) in content.Headers.NonValidated)
            {
                headers[name] = Values(name, values);
            }

            headers.ContentLength = length;
        }

        return new HttpRequestFeature
        {
            Protocol = "HTTP/1.1",
            Scheme = "https",
            Method = message.Method.Method,
            PathBase = "",
            Path = PathString.FromUriComponent(uri.AbsolutePath).Value ?? "/",
            QueryString = uri.Query,
            RawTarget = target,
            Headers = headers,
            Body = body,
        };
    }

    /// <summary>On the wire the parts of a User-Agent are one value; the values of other headers stay apart.</summary>
    private static StringValues Values(string name, HeaderStringValues values) =>
        values.Count == 1 || name.Equals("User-Agent", StringComparison.OrdinalIgnoreCase) ? values.ToString() : values.ToArray();
}
