using System.Text.Json.Nodes;
using MiniKube.Api.Quantities;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Containers;

/// <summary>What containers and pods ask for and may have.</summary>
internal static class ResourceRules
{
    /// <param name="resources">The requests and limits.</param>
    /// <param name="claims">The pod's resource claims; null where there can be none.</param>
    /// <param name="where">Their place.</param>
    /// <param name="complaints">Where complaints go.</param>
    /// <param name="isOfPod">Whether they are of the pod as a whole.</param>
    public static void Check(JsonObject? resources, JsonArray? claims, FieldLocation where, Complaints complaints, bool isOfPod = false)
    {
        if (resources is null or { Count: 0 })
        {
            return;
        }

        var (limits, requests) = (resources.Object("limits"), resources.Object("requests"));
        Amounts(limits, where, "limits", isOfPod, complaints);
        Amounts(requests, where, "requests", isOfPod, complaints);
        Order(requests, limits, where, complaints);
        if (HasOnlyHugePages(limits, requests))
        {
            complaints.Forbidden(where, "HugePages require cpu or memory");
        }

        if (resources.List("claims") is { Count: > 0 } used)
        {
            Claims(used, claims, where.Child("claims"), complaints);
        }
    }

    /// <summary>Requests or limits alone, of containers: an overhead.</summary>
    public static void CheckAmounts(JsonObject? amounts, FieldLocation where, string field, Complaints complaints) =>
        Amounts(amounts, where, field, isOfPod: false, complaints);

    /// <summary>None below zero, and whole ones of what is counted.</summary>
    public static void Amount(string name, JsonNode? amount, FieldLocation where, Complaints complaints)
    {
        if (NumberRules.Parse(amount) is not { } quantity)
        {
            return;
        }

        if (quantity.Sign < 0)
        {
            complaints.Invalid(where.Key(name), amount, NumberRules.NotNegative);
        }

        if (ResourceNames.IsWhole(name) && quantity.MilliValue % 1000 != 0)
        {
            complaints.Invalid(where.Key(name), amount, "must be an integer");
        }
    }

    private static void Amounts(JsonObject? amounts, FieldLocation where, string field, bool isOfPod, Complaints complaints)
    {
        if (amounts is null or { Count: 0 })
        {
            return;
        }

        var list = where.Child(field);
        for (var i = 0; i < amounts.Count; i++)
        {
            var (name, amount) = amounts.GetAt(i);
            if (isOfPod)
            {
                ResourceNames.CheckPod(name, list, complaints);
            }
            else
            {
                ResourceNames.CheckContainer(name, list, complaints);
            }

            Amount(name, amount, list, complaints);
            if (ResourceNames.IsHugePages(name) && !IsDivisible(name, amount))
            {
                complaints.Invalid(list.Key(name), amount, $"{amount.AsText} is not positive integer multiple of {name}");
            }
        }
    }

    private static void Order(JsonObject? requests, JsonObject? limits, FieldLocation where, Complaints complaints)
    {
        for (var i = 0; i < requests?.Count; i++)
        {
            var (name, amount) = requests.GetAt(i);
            var isShared = ResourceNames.IsOvercommitted(name);
            if (limits.Member(name) is not { } most)
            {
                if (!isShared)
                {
                    complaints.Required(where.Child("limits"), "Limit must be set for non overcommitable resources");
                }
            }
            else if (NumberRules.Parse(amount) is { } request && NumberRules.Parse(most) is { } limit)
            {
                if (!isShared && request != limit)
                {
                    complaints.Invalid(where.Child("requests"), amount, $"must be equal to {name} limit of {limit}");
                }
                else if (request > limit)
                {
                    complaints.Invalid(where.Child("requests"), amount, $"must be less than or equal to {name} limit of {limit}");
                }
            }
        }
    }

    private static bool IsDivisible(string name, JsonNode? amount) =>
        Quantity.TryParse(name.AsSpan(ResourceNames.HugePages.Length), out var size)
        && size.Value > 0
        && NumberRules.Parse(amount) is { } quantity
        && quantity.Value % size.Value == 0;

    private static bool HasOnlyHugePages(JsonObject? limits, JsonObject? requests)
    {
        var hasHugePages = false;
        foreach (var amounts in (ReadOnlySpan<JsonObject?>)[limits, requests])
        {
            for (var i = 0; i < amounts?.Count; i++)
            {
                var name = amounts.GetAt(i).Key;
                if (name is "cpu" or "memory")
                {
                    return false;
                }

                hasHugePages |= ResourceNames.IsHugePages(name);
            }
        }

        return hasHugePages;
    }

    private static void Claims(JsonArray used, JsonArray? claims, FieldLocation where, Complaints complaints)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < used.Count; i++)
        {
            var claim = used[i] as JsonObject;
            if (claim.Text("name") is not { Length: > 0 } name)
            {
                complaints.Required(where.Index(i));
                continue;
            }

            Repeated(name, claim.Text("request") ?? "", names, where.Index(i), complaints);
            if (claims?.Any(one => (one as JsonObject).Text("name") == name) != true)
            {
                complaints.NotFound(where.Index(i), name, NamesOf(claims));
            }
        }
    }

    private static string NamesOf(JsonArray? claims)
    {
        var names = (claims ?? []).OfType<JsonObject>().Select(claim => claim.Text("name")).Where(name => !string.IsNullOrEmpty(name)).ToList();
        return "must be one of the names in pod.spec.resourceClaims"
            + (names.Count == 0 ? " which is empty" : $": {string.Join(", ", names.Order(StringComparer.Ordinal))}");
    }

    /// <summary>A claim is used as a whole once, or by its requests, each once.</summary>
    private static void Repeated(string name, string request, HashSet<string> names, FieldLocation where, Complaints complaints)
    {
        if (names.Contains(name))
        {
            complaints.Duplicate(where, name);
            return;
        }

        var key = request.Length == 0 ? name : $"{name}/{request}";
        if (request.Length > 0)
        {
            complaints.Invalid(where.Child("request"), request, NameRules.DnsLabel(request));
        }

        if (!names.Add(key) || (request.Length == 0 && names.Any(other => other.StartsWith($"{name}/", StringComparison.Ordinal))))
        {
            complaints.Duplicate(where, key);
        }
    }
}
