using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;

namespace MiniKube.ApiServer.Authentication.FrontProxy;

/// <summary>Believes the identity headers of a proxy that has shown the right certificate, and takes such headers off every request.</summary>
internal sealed class FrontProxyAuthenticator(RequestHeaderOptions options, TimeProvider time)
{
    /// <summary>Null when the caller is no such proxy, or does not say who asks.</summary>
    public UserInfo? Find(ClientCertificate? certificate, IHeaderDictionary headers)
    {
        if (certificate?.FrontProxyName is not { } proxy
            || time.GetUtcNow() >= certificate.NotAfter
            || (!options.AllowedNames.IsEmpty && !options.AllowedNames.Contains(proxy)))
        {
            return null;
        }

        var name = First(options.UsernameHeaders, headers);
        return name.Length == 0 ? null : Named(name, headers);
    }

    /// <summary>Nothing behind may take what anybody can write for an identity.</summary>
    public static void Clear(RequestHeaderOptions? options, IHeaderDictionary headers)
    {
        List<string>? found = null;
        foreach (var header in headers)
        {
            if (header.Key.StartsWith("X-Remote-", StringComparison.OrdinalIgnoreCase) || (options is not null && IsIdentity(options, header.Key)))
            {
                (found ??= []).Add(header.Key);
            }
        }

        found?.ForEach(header => headers.Remove(header));
    }

    private static bool IsIdentity(RequestHeaderOptions options, string header) =>
        options.UsernameHeaders.Contains(header, StringComparer.OrdinalIgnoreCase)
        || options.UidHeaders.Contains(header, StringComparer.OrdinalIgnoreCase)
        || options.GroupHeaders.Contains(header, StringComparer.OrdinalIgnoreCase)
        || options.ExtraHeaderPrefixes.Any(prefix => header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private UserInfo Named(string name, IHeaderDictionary headers)
    {
        ImmutableArray<string> groups = [.. options.GroupHeaders.SelectMany(header => headers[header].OfType<string>()).Where(group => group.Length > 0)];
        var isAnonymous = name == UserInfo.Anonymous.Name || groups.Contains(UserInfo.UnauthenticatedGroup);
        var user = isAnonymous ? new UserInfo(name, "", groups) : UserInfo.Authenticated(name, groups.AsSpan());
        return user with { Uid = First(options.UidHeaders, headers), Extra = ExtraOf(headers) };
    }

    private ImmutableSortedDictionary<string, ImmutableArray<string>> ExtraOf(IHeaderDictionary headers)
    {
        var extra = UserInfo.Anonymous.Extra;
        foreach (var (header, values) in headers)
        {
            if (options.ExtraHeaderPrefixes.FirstOrDefault(prefix => header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) is not { } prefix)
            {
                continue;
            }

            var key = Uri.UnescapeDataString(header[prefix.Length..].ToLowerInvariant());
            extra = extra.SetItem(key, [.. extra.GetValueOrDefault(key, []), .. values.OfType<string>()]);
        }

        return extra;
    }

    private static string First(ImmutableArray<string> names, IHeaderDictionary headers)
    {
        foreach (var name in names)
        {
            if (headers.TryGetValue(name, out var values) && values.Count > 0 && values[0] is { Length: > 0 } value)
            {
                return value;
            }
        }

        return "";
    }
}
