using System.Net;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Validation;

namespace MiniKube.ApiServer.Registry.Kinds.Services;

/// <summary>Whether <c>clusterIP</c>, <c>clusterIPs</c>, <c>ipFamilies</c> and <c>ipFamilyPolicy</c> of a Service can stand beside each other.</summary>
internal static class ServiceAddressRules
{
    private const string Addresses = "spec.clusterIPs";
    private const string Families = "spec.ipFamilies";

    private static readonly string[] KnownFamilies = ["IPv4", "IPv6"];
    private static readonly string[] KnownPolicies = ["PreferDualStack", "RequireDualStack", "SingleStack"];

    public static void Check(JsonObject spec, ICollection<StatusCause> causes)
    {
        var addresses = spec.Texts("clusterIPs").ToList();
        CheckFirst(spec.Text("clusterIP"), addresses, causes);
        CheckFamilies([.. spec.Texts("ipFamilies")], causes);
        if (!KnownPolicies.Contains(spec.Text("ipFamilyPolicy")))
        {
            causes.Add(FieldErrors.NotSupported("spec.ipFamilyPolicy", spec.Text("ipFamilyPolicy"), KnownPolicies));
        }

        if (CheckAddresses(addresses, causes))
        {
            CheckPairs(addresses, [.. spec.Texts("ipFamilies")], causes);
        }
    }

    private static void CheckFirst(string address, List<string> addresses, ICollection<StatusCause> causes)
    {
        if (address.Length > 0 && addresses.Count == 0)
        {
            causes.Add(FieldErrors.Required(Addresses));
        }
        else if (address.Length > 0 && addresses[0] != address)
        {
            causes.Add(FieldErrors.Invalid(Addresses, ObjectTree.ListOf(addresses), "first value must match `clusterIP`"));
        }
        else if (address.Length == 0 && addresses.Count > 0)
        {
            causes.Add(FieldErrors.Invalid(Addresses, ObjectTree.ListOf(addresses), "must be empty when `clusterIP` is not specified"));
        }
    }

    private static void CheckFamilies(List<string> families, ICollection<StatusCause> causes)
    {
        foreach (var (index, family) in families.Index())
        {
            if (!KnownFamilies.Contains(family))
            {
                causes.Add(FieldErrors.NotSupported($"{Families}[{index}]", family, KnownFamilies));
            }

            if (families.IndexOf(family) < index)
            {
                causes.Add(FieldErrors.Duplicate($"{Families}[{index}]", family));
            }
        }
    }

    /// <returns>True when each is an address, so that more can be said of them.</returns>
    private static bool CheckAddresses(List<string> addresses, ICollection<StatusCause> causes)
    {
        var areSound = true;
        foreach (var (index, address) in addresses.Index())
        {
            if (index == 0 && address == "None")
            {
                if (addresses.Count > 1)
                {
                    areSound = false;
                    causes.Add(FieldErrors.Invalid(Addresses, ObjectTree.ListOf(addresses), "'None' must be the first and only value"));
                }

                continue;
            }

            foreach (var why in NameRules.IpAddress(address))
            {
                areSound = false;
                causes.Add(FieldErrors.Invalid($"{Addresses}[{index}]", address, why));
            }
        }

        if (addresses.Count > 2)
        {
            causes.Add(FieldErrors.Invalid(Addresses, ObjectTree.ListOf(addresses), "may only hold up to 2 values"));
        }

        return areSound && addresses is not ["None"];
    }

    private static void CheckPairs(List<string> addresses, List<string> families, ICollection<StatusCause> causes)
    {
        if (addresses.Count > 1 && addresses.Select(IsIPv6).Distinct().Count() < 2)
        {
            causes.Add(FieldErrors.Invalid(Addresses, ObjectTree.ListOf(addresses), "may specify no more than one IP for each IP family"));
        }

        foreach (var (index, (address, family)) in addresses.Zip(families).Index())
        {
            if (family is "IPv4" or "IPv6" && IsIPv6(address) != (family == "IPv6"))
            {
                causes.Add(FieldErrors.Invalid($"{Addresses}[{index}]", address, $"expected an {family} value as indicated by `ipFamilies[{index}]`"));
            }
        }
    }

    private static bool IsIPv6(string address) => IPAddress.Parse(address).AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
}
