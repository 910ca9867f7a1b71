using System.Globalization;
using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.ManagedFields;

/// <summary>One entry of <c>managedFields</c>. Its fields are read only when a change touches them. Owned by one write.</summary>
internal sealed class ManagedEntry
{
    private FieldSet? _fields;

    private ManagedEntry(JsonObject json, ManagerIdentity identity, string apiVersion)
    {
        Json = json;
        Identity = identity;
        ApiVersion = apiVersion;
    }

    /// <summary>The entry as it is written.</summary>
    public JsonObject Json { get; }

    public ManagerIdentity Identity { get; }

    /// <summary>The version in whose fields the places are named.</summary>
    public string ApiVersion { get; private set; }

    public string Time => Json.Text("time") ?? "";

    public JsonObject FieldsJson => Json.Object("fieldsV1") ?? throw new InvalidOperationException("an entry was read without its fields");

    public FieldSet Fields
    {
        get
        {
            if (_fields is null && !FieldSetJson.TryRead(FieldsJson, out _fields))
            {
                // What is stored was written here; of anything else nothing is owned.
                _fields = FieldSet.Empty;
            }

            return _fields;
        }
    }

    public static ManagedEntry Create(ManagerIdentity identity, string apiVersion, FieldSet fields, string time)
    {
        var json = new JsonObject
        {
            ["manager"] = identity.Manager,
            ["operation"] = identity.Operation,
            ["apiVersion"] = apiVersion,
        };
        if (time.Length > 0)
        {
            json["time"] = time;
        }

        json["fieldsType"] = "FieldsV1";
        json["fieldsV1"] = FieldSetJson.Write(fields);
        if (identity.Subresource.Length > 0)
        {
            json["subresource"] = identity.Subresource;
        }

        return new ManagedEntry(json, identity, apiVersion) { _fields = fields };
    }

    /// <summary>Reads an entry; null when it is not one that the server could have written. The fields are only looked at from outside.</summary>
    public static ManagedEntry? Read(JsonNode? node)
    {
        if (node is not JsonObject json
            || json.Text("operation") is not (ManagerIdentity.Apply or ManagerIdentity.Update)
            || json.Text("apiVersion") is not { Length: > 0 } apiVersion
            || json.Text("fieldsType") != "FieldsV1")
        {
            return null;
        }

        if (json.Object("fieldsV1") is null)
        {
            json["fieldsV1"] = new JsonObject();
        }

        var identity = ManagerIdentity.Of(
            json.Text("manager") ?? "",
            json.Text("operation")!,
            apiVersion,
            json.Text("subresource") ?? "");
        return new ManagedEntry(json, identity, apiVersion);
    }

    public void SetFields(FieldSet fields)
    {
        _fields = fields;
        Json["fieldsV1"] = FieldSetJson.Write(fields);
    }

    public void SetTime(string time)
    {
        if (Time != time)
        {
            Json["time"] = time;
        }
    }

    public void SetApiVersion(string apiVersion)
    {
        if (ApiVersion != apiVersion)
        {
            ApiVersion = apiVersion;
            Json["apiVersion"] = apiVersion;
        }
    }

    /// <summary>Takes places out; does nothing, and reads nothing, when there are none of them.</summary>
    public void Remove(FieldSet places)
    {
        if (!places.IsEmpty && FieldSetJson.Touches(FieldsJson, places))
        {
            SetFields(Fields.Except(places));
        }
    }

    /// <summary>Reads the fields and writes them in order; false when they are malformed.</summary>
    public bool TryNormalize()
    {
        if (!FieldSetJson.TryRead(FieldsJson, out var fields))
        {
            return false;
        }

        SetFields(fields);
        return true;
    }

    public static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
