using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.Encoding;

namespace MiniKube.Schema.ManagedFields;

/// <summary>The form of a set in <c>managedFields</c>, FieldsV1: a tree of objects, <c>"."</c> for the place itself where something below it is named too.</summary>
public static class FieldSetJson
{
    private const string Self = ".";

    // A set is as deep as the object that it is of.
    private const int DepthMax = 1024;

    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = int.MaxValue,
    };

    /// <summary>A tree that is only taken apart where somebody looks: most of what is noted is never read again.</summary>
    public static JsonObject Write(FieldSet set)
    {
        using var bytes = new PooledBytes();
        using (var writer = new Utf8JsonWriter(bytes, Plain))
        {
            Write(set, isMember: false, writer);
        }

        return JsonNode.Parse(bytes.Span, documentOptions: new JsonDocumentOptions { MaxDepth = DepthMax })!.AsObject();
    }

    /// <summary>Reads a set whoever wrote it; steps of unknown kinds are left out. False when it is malformed.</summary>
    public static bool TryRead(JsonNode? json, out FieldSet set)
    {
        set = FieldSet.Empty;
        if (json is not JsonObject tree)
        {
            return false;
        }

        var branches = new List<FieldSetBranch>(tree.Count);
        foreach (var (text, below) in tree)
        {
            if (text == Self)
            {
                continue;
            }

            if (!PathElement.TryParse(text, out var element) || !TryRead(below, out var inner))
            {
                return false;
            }

            if (element is not null && (IsMember(below) || !inner.IsEmpty))
            {
                branches.Add(new FieldSetBranch(element, IsMember(below), inner));
            }
        }

        branches.Sort(static (left, right) => left.Element.CompareTo(right.Element));
        set = FieldSet.Of(Distinct(branches));
        return true;
    }

    /// <summary>True when a place of the set is also one of the written set; reads only where the set has places.</summary>
    internal static bool Touches(JsonObject written, FieldSet set)
    {
        foreach (var branch in set.Branches)
        {
            if (written.TryGetPropertyValue(branch.Element.Text, out var below)
                && below is JsonObject inner
                && ((branch.IsMember && IsMember(inner)) || Touches(inner, branch.Below)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when every place of the set is also one of the written set.</summary>
    internal static bool Contains(JsonObject written, FieldSet set)
    {
        foreach (var branch in set.Branches)
        {
            if (!written.TryGetPropertyValue(branch.Element.Text, out var below)
                || below is not JsonObject inner
                || (branch.IsMember && !IsMember(inner))
                || !Contains(inner, branch.Below))
            {
                return false;
            }
        }

        return true;
    }

    private static void Write(FieldSet set, bool isMember, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (isMember && !set.IsEmpty)
        {
            writer.WriteStartObject(Self);
            writer.WriteEndObject();
        }

        foreach (var branch in set.Branches)
        {
            writer.WritePropertyName(branch.Element.Text);
            Write(branch.Below, branch.IsMember, writer);
        }

        writer.WriteEndObject();
    }

    private static bool IsMember(JsonNode? below) => below is JsonObject tree && (tree.Count == 0 || tree.ContainsKey(Self));

    /// <summary>Two ways to write one step are one branch.</summary>
    private static ImmutableArray<FieldSetBranch> Distinct(List<FieldSetBranch> branches)
    {
        var distinct = ImmutableArray.CreateBuilder<FieldSetBranch>(branches.Count);
        foreach (var branch in branches)
        {
            if (distinct.Count > 0 && distinct[^1].Element.Equals(branch.Element))
            {
                var last = distinct[^1];
                distinct[^1] = new FieldSetBranch(last.Element, last.IsMember || branch.IsMember, last.Below.Union(branch.Below));
            }
            else
            {
                distinct.Add(branch);
            }
        }

        return distinct.DrainToImmutable();
    }
}
