using Microsoft.AspNetCore.Http;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Tells a client's user something without refusing.</summary>
internal static class WarningHeader
{
    /// <summary>More than this of all warnings together would not fit; from there on each is cut.</summary>
    private const int TotalMax = 4096;

    private const int CutTextMax = 256;

    /// <summary>Adds a <c>Warning: 299</c> header (RFC 7234) once; control characters do not get through.</summary>
    public static void Add(HttpContext context, string text)
    {
        var written = context.Response.Headers.Warning.Sum(header => header?.Length ?? 0);
        var kept = text.Length > CutTextMax && written + text.Length > TotalMax ? text[..CutTextMax] : text;
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
