using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace MiniKube.ApiServer.Audit;

/// <summary>Where a request says it comes from, and last where it does come from.</summary>
internal static class SourceAddresses
{
    /// <summary>Bounds what a client makes up.</summary>
    private const int AddressesMax = 32;

    public static ImmutableArray<string> Of(HttpContext context)
    {
        var headers = context.Request.Headers;
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var forwarded in headers.GetCommaSeparatedValues("X-Forwarded-For"))
        {
            Add(found, forwarded);
        }

        Add(found, headers["X-Real-Ip"].ToString());
        if (context.Connection.RemoteIpAddress is { } remote)
        {
            var address = (remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote).ToString();
            if (found.Count == 0 || found[^1] != address)
            {
                found.Add(address);
            }
        }

        return found.ToImmutable();
    }

    private static void Add(ImmutableArray<string>.Builder found, string text)
    {
        if (found.Count < AddressesMax && IPAddress.TryParse(text.Trim(), out var address) && !found.Contains(address.ToString()))
        {
            found.Add(address.ToString());
        }
    }
}
