using MiniKube.Cel.Costs;
using MiniKube.Cel.Functions.Standard;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Extensions;

/// <summary>Kubernetes' functions of regular expressions, in time linear to the text.</summary>
internal static class RegexFunctions
{
    public static IEnumerable<Overload> All =>
    [
        Overload.Method("find", [CelType.String, CelType.String], CelType.String, static args =>
        {
            var text = args[0].AsString;
            return Texts.WithPattern(args[1].AsString, regex => regex.Match(text).Value);
        }, CostModel.Match),
        Overload.Method("findAll", [CelType.String, CelType.String], CelType.ListOf(CelType.String), static args =>
            FindAll(args[0].AsString, args[1].AsString, -1), CostModel.Match),
        Overload.Method("findAll", [CelType.String, CelType.String, CelType.Int], CelType.ListOf(CelType.String), static args =>
            FindAll(args[0].AsString, args[1].AsString, args[2].AsInt), CostModel.Match),
    ];

    private static CelValue FindAll(string text, string pattern, long limit) => Texts.WithPattern(pattern, regex =>
    {
        var found = new List<CelValue>();
        var end = -1;
        foreach (var match in regex.EnumerateMatches(text))
        {
            // As in Go: nothing is not found again where something has just ended.
            if (match.Length == 0 && match.Index == end)
            {
                continue;
            }

            end = match.Index + match.Length;
            if (limit >= 0 && found.Count >= limit)
            {
                break;
            }

            found.Add(text.Substring(match.Index, match.Length));
        }

        return new ArrayList(found);
    });
}
