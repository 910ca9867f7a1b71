using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Cel;
using MiniKube.Cel.Values;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>Reads texts out of claims, by name or by expression.</summary>
internal static class ClaimParts
{
    /// <summary>Null when there is no such text.</summary>
    public static string? Text(ClaimMapping mapping, JsonObject claims) => mapping.Expression is { } program
        ? Expressions.OverClaims(program, claims) is { Kind: CelValueKind.String } text ? text.AsString : null
        : Text(claims, mapping.Claim) is { } claim ? mapping.Prefix + claim : null;

    public static string? Text(JsonObject claims, string name) => IsText(claims[name]) ? claims[name]!.GetValue<string>() : null;

    /// <summary>One text or several, none when there is no claim; null when it is something else.</summary>
    public static ImmutableArray<string>? Texts(ClaimMapping mapping, JsonObject claims)
    {
        if (mapping.Expression is { } program)
        {
            return Texts(program, claims);
        }

        if (mapping.Claim.Length == 0 || claims[mapping.Claim] is not { } claim)
        {
            return [];
        }

        return claim is JsonArray several
            ? several.All(IsText) ? [.. several.Select(each => mapping.Prefix + each!.GetValue<string>())] : null
            : IsText(claim) ? [mapping.Prefix + claim.GetValue<string>()] : null;
    }

    /// <summary>Empty texts are none, as upstream.</summary>
    public static ImmutableArray<string>? Texts(CelProgram program, JsonObject claims)
    {
        var value = Expressions.OverClaims(program, claims);
        switch (value.Kind)
        {
            case CelValueKind.Null:
                return [];
            case CelValueKind.String:
                return value.AsString.Length == 0 ? [] : [value.AsString];
            case CelValueKind.List:
                var texts = ImmutableArray.CreateBuilder<string>();
                for (var i = 0; i < value.AsList.Count; i++)
                {
                    if (value.AsList[i] is not { Kind: CelValueKind.String } text)
                    {
                        return null;
                    }

                    if (text.AsString.Length > 0)
                    {
                        texts.Add(text.AsString);
                    }
                }

                return texts.ToImmutable();
            default:
                return null;
        }
    }

    private static bool IsText(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;
}
