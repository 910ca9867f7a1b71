using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.ManagedFields;

/// <summary>The form of a set in <c>managedFields</c>, FieldsV1: a tree of objects, <c>"."</c> for the place itself where something below it is named too.</summary>
public static class FieldSetJson
{
    private const string Self = ".";

    public static JsonObject Write(FieldSet set)
    {
        var json = new JsonObject();
        foreach (var branch in set.Branches)
        {
            var below = Write(branch.Below);
            if (branch.IsMember && below.Count > 0)
            {
                below.Insert(0, Self, new JsonObject());
            }

            json.Add(branch.Element.Text, below);
        }

        return json;
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
