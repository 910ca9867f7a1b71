using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Reads query parameters.</summary>
internal static class QueryValues
{
    /// <summary>A revision; null when the text is empty.</summary>
    /// <exception cref="ApiException">400: it is not a number.</exception>
    public static Revision? Revision(string text) => text.Length == 0
        ? null
        : long.TryParse(text, out var number) && number >= 0
            ? new Revision(number)
            : throw StatusErrors.BadRequest($"Invalid value: \"{text}\": a resourceVersion is a number that a server gave out");

    public static long? Integer(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        return text.Length == 0
            ? null
            : long.TryParse(text, out var number)
                ? number
                : throw StatusErrors.BadRequest($"query parameter {name}: \"{text}\" is not a whole number");
    }

    /// <summary>Anything but <c>0</c> and <c>false</c> is true, as upstream reads it; null when it is not given.</summary>
    public static bool? Flag(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var values) ? values.ToString() is not ("0" or "false" or "False" or "FALSE" or "f" or "F") : null;

    /// <summary>The <c>dryRun</c> parameter.</summary>
    /// <exception cref="ApiException">400: it is not <c>All</c>.</exception>
    public static bool IsDryRun(IQueryCollection query)
    {
        foreach (var value in query["dryRun"])
        {
            CheckDryRun(value);
        }

        return query["dryRun"].Count > 0;
    }

    public static void CheckDryRun(string? value)
    {
        if (value != "All")
        {
            throw StatusErrors.BadRequest($"dryRun: Unsupported value: \"{value}\": supported values: \"All\"");
        }
    }
}
