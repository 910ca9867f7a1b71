using Microsoft.AspNetCore.Http;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Tells a client's user something without refusing.</summary>
internal static class WarningHeader
{
    private const int TextMax = 256;

    /// <summary>Adds a <c>Warning: 299</c> header (RFC 7234) once; control characters do not get through.</summary>
    public static void Add(HttpContext context, string text)
    {
        var kept = text.Length > TextMax ? string.Concat(text.AsSpan(0, TextMax), "...") : text;
        var quoted = new System.Text.StringBuilder("299 - \"", kept.Length + 16);
        foreach (var c in kept)
        {
            if (c is '"' or '\\')
            {
                quoted.Append('\\');
            }

            if (c is >= ' ' and <= '~')
            {
                quoted.Append(c);
            }
        }

        var header = quoted.Append('"').ToString();
        if (!context.Response.Headers.Warning.Contains(header))
        {
            context.Response.Headers.Append("Warning", header);
        }
    }
}
