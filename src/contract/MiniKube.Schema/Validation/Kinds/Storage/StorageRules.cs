using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Storage;

/// <summary>The kinds of storage.k8s.io.</summary>
internal static class StorageRules
{
    private const int ParametersMax = 512;
    private const int ParameterBytesMax = 256 * 1024;
    private const int NodeIdBytesMax = 256;
    private const long TokenSecondsMin = 600;
    private const long TokenSecondsMax = 1L << 32;
    private const long UpdateSecondsMin = 10;

    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    public static void Check(JsonObject value, string kind, Complaints complaints)
    {
        switch (kind)
        {
            case "StorageClass":
                Driver(value, "provisioner", complaints);
                Parameters(value.Object("parameters"), isNeeded: false, complaints);
                if (value.Text("reclaimPolicy") is { Length: > 0 } policy and not ("Delete" or "Retain"))
                {
                    complaints.NotSupported(FieldLocation.Root("reclaimPolicy"), policy, ["Delete", "Retain"]);
                }

                break;
            case "VolumeAttributesClass":
                Driver(value, "driverName", complaints);
                Parameters(value.Object("parameters"), isNeeded: true, complaints);
                break;
            case "CSINode":
                Drivers(value.Object("spec").List("drivers"), complaints);
                break;
            case "CSIDriver":
                CsiDriver(value.Object("spec") ?? [], complaints);
                break;
            case "CSIStorageCapacity":
                Capacity(value, complaints);
                break;
            case "VolumeAttachment":
                Attachment(value.Object("spec") ?? [], complaints);
                break;
            default:
                break;
        }
    }

    private static void Driver(JsonObject value, string field, Complaints complaints)
    {
        if (value.Text(field) is { Length: > 0 } name && !NameRules.IsQualifiedName(name.ToLowerInvariant()))
        {
            complaints.Invalid(FieldLocation.Root(field), name.ToLowerInvariant(), NameRules.QualifiedName(name.ToLowerInvariant()));
        }
    }

    private static void Parameters(JsonObject? parameters, bool isNeeded, Complaints complaints)
    {
        if (parameters is null or { Count: 0 })
        {
            if (isNeeded)
            {
                complaints.Required(FieldLocation.Root("parameters"), "must contain at least one key/value pair");
            }

            return;
        }

        if (parameters.Count > ParametersMax)
        {
            complaints.TooLong(FieldLocation.Root("parameters"), ParametersMax);
            return;
        }

        var bytes = 0;
        for (var i = 0; i < parameters.Count; i++)
        {
            var (key, value) = parameters.GetAt(i);
            bytes += System.Text.Encoding.UTF8.GetByteCount(key) + System.Text.Encoding.UTF8.GetByteCount(value.AsText ?? "");
            if (key.Length == 0)
            {
                complaints.Invalid(FieldLocation.Root("parameters"), key, "field can not be empty.");
            }
        }

        if (bytes > ParameterBytesMax)
        {
            complaints.TooLong(FieldLocation.Root("parameters"), ParameterBytesMax);
        }
    }

    private static void Drivers(JsonArray? drivers, Complaints complaints)
    {
        for (var i = 0; i < (drivers?.Count ?? 0); i++)
        {
            var driver = drivers![i] as JsonObject;
            var where = Spec.Child("drivers").Index(i);
            FieldRules.Text(driver, "name", where, complaints, NameRules.DnsSubdomain);
            if (driver.Text("nodeID") is { Length: > NodeIdBytesMax } id)
            {
                complaints.Invalid(where.Child("nodeID"), id, $"must be {NodeIdBytesMax} characters or less");
            }

            NumberRules.NonNegative(driver.Object("allocatable"), where.Child("allocatable"), complaints, "count");
            TopologyKeys(driver.List("topologyKeys"), where, complaints);
        }
    }

    private static void TopologyKeys(JsonArray? keys, FieldLocation driver, Complaints complaints)
    {
        for (var i = 0; i < (keys?.Count ?? 0); i++)
        {
            var key = keys![i].AsText ?? "";
            if (key.Length == 0)
            {
                complaints.Required(driver);
            }

            for (var j = 0; j < i; j++)
            {
                if (keys[j].AsText == key)
                {
                    complaints.Duplicate(driver, key);
                    break;
                }
            }

            complaints.Invalid(driver, key, NameRules.QualifiedName(key));
        }
    }

    private static void CsiDriver(JsonObject spec, Complaints complaints)
    {
        if (spec.Integer("nodeAllocatableUpdatePeriodSeconds") is < UpdateSecondsMin and var period)
        {
            complaints.Invalid(Spec.Child("nodeAllocatableUpdatePeriodSeconds"), period, $"must be greater than or equal to {UpdateSecondsMin} seconds");
        }

        var requests = spec.List("tokenRequests");
        for (var i = 0; i < (requests?.Count ?? 0); i++)
        {
            var request = requests![i] as JsonObject;
            var where = Spec.Child("tokenRequests").Index(i);
            if (HasAudience(requests, i, request.Text("audience") ?? ""))
            {
                complaints.Duplicate(where.Child("audience"), request.Text("audience") ?? "");
            }
            else if (request.Integer("expirationSeconds") is < TokenSecondsMin and var few)
            {
                complaints.Invalid(where.Child("expirationSeconds"), few, "may not specify a duration less than 10 minutes");
            }
            else if (request.Integer("expirationSeconds") is > TokenSecondsMax and var many)
            {
                complaints.Invalid(where.Child("expirationSeconds"), many, "may not specify a duration larger than 2^32 seconds");
            }
        }
    }

    private static bool HasAudience(JsonArray requests, int before, string audience)
    {
        for (var i = 0; i < before; i++)
        {
            if (((requests[i] as JsonObject).Text("audience") ?? "") == audience)
            {
                return true;
            }
        }

        return false;
    }

    private static void Capacity(JsonObject value, Complaints complaints)
    {
        _ = SelectorRules.Check(value.Object("nodeTopology"), FieldLocation.Root("nodeTopology"), complaints);
        if (value.Text("storageClassName") is { Length: > 0 } name && !NameRules.IsDnsSubdomain(name))
        {
            complaints.Invalid(FieldLocation.Root("storageClassName"), name, NameRules.DnsSubdomain(name));
        }

        if (NumberRules.Parse(value.Member("capacity")) is { Sign: < 0 })
        {
            complaints.Invalid(FieldLocation.Root("capacity"), value.Member("capacity"), NumberRules.NotNegative);
        }
    }

    private static void Attachment(JsonObject spec, Complaints complaints)
    {
        const string OneOf = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
        var source = spec.Object("source");
        switch (source.Has("inlineVolumeSpec"), source.Has("persistentVolumeName"))
        {
            case (false, false):
                complaints.Required(Spec.Child("source"), OneOf);
                break;
            case (true, true):
                complaints.Forbidden(Spec.Child("source"), OneOf);
                break;
            case (false, true) when source.Text("persistentVolumeName") is { Length: 0 }:
                complaints.Required(Spec.Child("source", "persistentVolumeName"), "must specify non empty persistentVolumeName");
                break;
            default:
                FieldRules.Text(source, "persistentVolumeName", Spec.Child("source"), complaints, NameRules.DnsSubdomain);
                break;
        }

        FieldRules.Text(spec, "attacher", Spec, complaints, NameRules.DnsSubdomain);
        FieldRules.Text(spec, "nodeName", Spec, complaints, NameRules.DnsSubdomain);
    }
}
