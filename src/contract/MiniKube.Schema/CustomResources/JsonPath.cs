using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.CustomResources;

/// <summary>
/// The part of JSONPath that definitions use: fields (<c>.spec.a</c>, <c>['a.b']</c>, <c>a\.b</c>), indexes, <c>[*]</c>, and filters that
/// compare a field with a text or number (<c>[?(@.type=="Ready")]</c>).
/// </summary>
internal sealed class JsonPath
{
    private readonly ImmutableArray<Step> _steps;

    private JsonPath(ImmutableArray<Step> steps) => _steps = steps;

    /// <summary>The names, when the path has nothing but fields; empty otherwise.</summary>
    public ImmutableArray<string> Names => _steps.All(step => step.Name is not null && step.Name != "*") ? [.. _steps.Select(step => step.Name!)] : [];

    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPath? path)
    {
        path = null;
        if (text.Length < 2 || text[0] is not ('.' or '['))
        {
            return false;
        }

        var steps = ImmutableArray.CreateBuilder<Step>();
        var at = 0;
        while (at < text.Length)
        {
            var step = text[at] == '.' && at + 1 < text.Length && text[at + 1] != '['
                ? Field(text, ref at)
                : Bracket(text, ref at);
            if (step is null)
            {
                return false;
            }

            steps.Add(step);
        }

        path = new JsonPath(steps.ToImmutable());
        return true;
    }

    /// <summary>The first value that the path leads to; null when it leads to none.</summary>
    public JsonNode? First(JsonNode? root) => All(root).FirstOrDefault();

    private IEnumerable<JsonNode> All(JsonNode? root)
    {
        IEnumerable<JsonNode> at = root is null ? [] : [root];
        foreach (var step in _steps)
        {
            at = at.SelectMany(step.From);
        }

        return at;
    }

    private static Step? Field(string text, ref int at)
    {
        var name = new StringBuilder();
        for (at++; at < text.Length && text[at] is not ('.' or '['); at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            name.Append(text[at]);
        }

        return name.Length == 0 ? null : new Step { Name = name.ToString() };
    }

    private static Step? Bracket(string text, ref int at)
    {
        at += text[at] == '.' ? 1 : 0;
        var isFilter = text.AsSpan(at).StartsWith("[?(");
        var end = text.IndexOf(isFilter ? ")]" : "]", at, StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        var inside = text[(at + (isFilter ? 3 : 1))..end].Trim();
        at = end + (isFilter ? 2 : 1);
        return isFilter ? Filter(inside)
            : inside == "*" ? new Step { Name = "*" }
            : Unquoted(inside) is { } name ? new Step { Name = name }
            : int.TryParse(inside, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) ? new Step { Index = index }
            : null;
    }

    private static Step? Filter(string inside)
    {
        var parts = inside.Split("==", StringSplitOptions.TrimEntries);
        return parts is [['@', '.', .. var field], var value] && TryParse($".{field}", out var path)
            ? new Step { Where = path, Equal = Unquoted(value) ?? value }
            : null;
    }

    private static string? Unquoted(string text) =>
        text.Length >= 2 && text[0] == text[^1] && text[0] is '\'' or '"' ? text[1..^1] : null;

    private sealed record Step
    {
        public string? Name { get; init; }

        public int? Index { get; init; }

        public JsonPath? Where { get; init; }

        public string Equal { get; init; } = "";

        public IEnumerable<JsonNode> From(JsonNode node) => (node, this) switch
        {
            (JsonArray items, { Where: { } path }) => items.OfType<JsonNode>().Where(item => path.First(item) is { } found && (found.AsText ?? found.ToJsonString()) == Equal),
            (JsonArray items, { Name: "*" }) => items.OfType<JsonNode>(),
            (JsonObject tree, { Name: "*" }) => tree.Select(member => member.Value).OfType<JsonNode>(),
            (JsonArray items, { Index: { } index }) => Item(items, index < 0 ? items.Count + index : index),
            (JsonObject tree, { Name: { } name }) => tree.Member(name) is { } member ? [member] : [],
            _ => [],
        };

        private static IEnumerable<JsonNode> Item(JsonArray items, int index) =>
            index >= 0 && index < items.Count && items[index] is { } item ? [item] : [];
    }
}
