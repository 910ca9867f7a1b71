using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Pods;

/// <summary>Whom a pod asks for addresses, and which it knows itself.</summary>
internal static class PodDnsRules
{
    private const int ServersMax = 3;
    private const int SearchesMax = 32;
    private const int SearchLengthMax = 2048;

    public static void Check(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        var aliases = spec.List("hostAliases");
        for (var i = 0; i < aliases?.Count; i++)
        {
            if (aliases[i] is JsonObject alias)
            {
                Alias(alias, where.Child("hostAliases").Index(i), complaints);
            }
        }

        var config = spec.Object("dnsConfig");
        if (spec.Text("dnsPolicy") == "None" && config.List("nameservers") is null or { Count: 0 })
        {
            complaints.Required(
                config is null ? where.Child("dnsConfig") : where.Child("dnsConfig", "nameservers"),
                config is null ? "must provide `dnsConfig` when `dnsPolicy` is None" : "must provide at least one DNS nameserver when `dnsPolicy` is None");
        }
        else if (config is not null)
        {
            Config(config, where.Child("dnsConfig"), complaints);
        }
    }

    private static void Alias(JsonObject alias, FieldLocation where, Complaints complaints)
    {
        var address = alias.Text("ip") ?? "";
        complaints.Invalid(where.Child("ip"), address, NameRules.IpAddress(address));
        var names = alias.List("hostnames");
        for (var i = 0; i < names?.Count; i++)
        {
            complaints.Invalid(where.Child("hostnames").Index(i), names[i], NameRules.DnsSubdomain(names[i].AsText ?? ""));
        }
    }

    private static void Config(JsonObject config, FieldLocation where, Complaints complaints)
    {
        var servers = config.List("nameservers");
        if (servers?.Count > ServersMax)
        {
            complaints.Invalid(where.Child("nameservers"), servers, $"must not have more than {ServersMax} nameservers");
        }

        for (var i = 0; i < servers?.Count; i++)
        {
            complaints.Invalid(where.Child("nameservers").Index(i), servers[i], NameRules.IpAddress(servers[i].AsText ?? ""));
        }

        if (config.List("searches") is { } searches)
        {
            Searches(searches, where.Child("searches"), complaints);
        }

        var options = config.List("options");
        for (var i = 0; i < options?.Count; i++)
        {
            if (string.IsNullOrEmpty((options[i] as JsonObject).Text("name")))
            {
                complaints.Required(where.Child("options").Index(i), "must not be empty");
            }
        }
    }

    private static void Searches(JsonArray searches, FieldLocation where, Complaints complaints)
    {
        if (searches.Count > SearchesMax)
        {
            complaints.Invalid(where, searches, $"must not have more than {SearchesMax} search paths");
        }

        if (searches.Sum(search => (search.AsText ?? "").Length) + searches.Count - 1 > SearchLengthMax)
        {
            complaints.Invalid(where, searches, $"must not have more than {SearchLengthMax} characters (including spaces) in the search list");
        }

        for (var i = 0; i < searches.Count; i++)
        {
            if (searches[i].AsText is { } search and not ".")
            {
                var domain = search.EndsWith('.') ? search[..^1] : search;
                complaints.Invalid(where.Index(i), domain, NameRules.SearchDomain(domain));
            }
        }
    }
}
