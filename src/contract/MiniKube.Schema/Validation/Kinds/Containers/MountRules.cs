using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Containers;

/// <summary>Where in a container the volumes of its pod are to be found, as directories and as devices.</summary>
internal static class MountRules
{
    /// <param name="container">The container.</param>
    /// <param name="volumes">The pod's volumes by their names; null for none.</param>
    /// <param name="where">The place of the container.</param>
    /// <param name="complaints">Where complaints go.</param>
    public static void Check(JsonObject container, Dictionary<string, JsonObject>? volumes, FieldLocation where, Complaints complaints)
    {
        var mounts = container.List("volumeMounts");
        var devices = container.List("volumeDevices");
        for (var i = 0; i < mounts?.Count; i++)
        {
            if (mounts[i] is JsonObject mount)
            {
                Mount(mount, i, mounts, devices, container, volumes, where.Child("volumeMounts"), complaints);
            }
        }

        for (var i = 0; i < devices?.Count; i++)
        {
            if (devices[i] is JsonObject device)
            {
                Device(device, i, devices, mounts, volumes, where.Child("volumeDevices"), complaints);
            }
        }
    }

    private static void Mount(
        JsonObject mount,
        int index,
        JsonArray mounts,
        JsonArray? devices,
        JsonObject container,
        Dictionary<string, JsonObject>? volumes,
        FieldLocation list,
        Complaints complaints)
    {
        var where = list.Index(index);
        var (name, path) = (mount.Text("name") ?? "", mount.Text("mountPath") ?? "");
        if (volumes?.ContainsKey(name) != true)
        {
            complaints.NotFound(where.Child("name"), name);
        }

        if (IsEarlier(mounts, index, "mountPath", path))
        {
            complaints.Invalid(where.Child("mountPath"), path, "must be unique");
        }

        if (IsIn(devices, "name", name))
        {
            complaints.Invalid(where.Child("name"), name, "must not already exist in volumeDevices");
        }

        if (IsIn(devices, "devicePath", path))
        {
            complaints.Invalid(where.Child("mountPath"), path, "must not already exist as a path in volumeDevices");
        }

        // Of the parts of a mount upstream tells with the list as their place.
        SubPaths(mount, where, list, complaints);
        Propagation(mount, container, list, complaints);
    }

    private static void SubPaths(JsonObject mount, FieldLocation where, FieldLocation list, Complaints complaints)
    {
        var (path, expression) = (mount.Text("subPath") ?? "", mount.Text("subPathExpr") ?? "");
        if (path.Length > 0)
        {
            PathRules.Descending(path, list, "subPath", complaints);
        }

        if (expression.Length > 0)
        {
            if (path.Length > 0)
            {
                complaints.Invalid(where.Child("subPathExpr"), expression, "subPathExpr and subPath are mutually exclusive");
            }

            PathRules.Descending(expression, list, "subPathExpr", complaints);
        }
    }

    private static void Propagation(JsonObject mount, JsonObject container, FieldLocation list, Complaints complaints)
    {
        var propagation = mount.Text("mountPropagation");
        if (propagation == "Bidirectional" && container.Object("securityContext").Flag("privileged") != true)
        {
            complaints.Forbidden(list.Child("mountPropagation"), "Bidirectional mount propagation is available only to privileged containers");
        }

        switch (mount.Text("recursiveReadOnly"))
        {
            case null or "Disabled":
                break;
            case "Enabled" or "IfPossible":
                if (mount.Flag("readOnly") != true)
                {
                    complaints.Forbidden(list.Child("recursiveReadOnly"), "may only be specified when readOnly is true");
                }

                if (propagation is not (null or "None"))
                {
                    complaints.Forbidden(list.Child("recursiveReadOnly"), "may only be specified when mountPropagation is None or not specified");
                }

                break;
            case var other:
                complaints.NotSupported(list.Child("recursiveReadOnly"), other, ["Disabled", "Enabled", "IfPossible"]);
                break;
        }
    }

    private static void Device(
        JsonObject device, int index, JsonArray devices, JsonArray? mounts, Dictionary<string, JsonObject>? volumes, FieldLocation list, Complaints complaints)
    {
        var where = list.Index(index);
        var (name, path) = (device.Text("name") ?? "", device.Text("devicePath") ?? "");
        if (name.Length > 0 && IsEarlier(devices, index, "name", name))
        {
            complaints.Invalid(where.Child("name"), name, "must be unique");
        }

        if (volumes?.GetValueOrDefault(name) is not { } volume)
        {
            complaints.NotFound(where.Child("name"), name);
        }
        else if (!volume.Has("persistentVolumeClaim") && !volume.Has("ephemeral"))
        {
            complaints.Invalid(where.Child("name"), name, "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
        }

        if (IsEarlier(devices, index, "devicePath", path))
        {
            complaints.Invalid(where.Child("devicePath"), path, "must be unique");
        }

        if (PathRules.HasBackstep(path))
        {
            complaints.Invalid(where.Child("devicePath"), path, "can not contain backsteps ('..')");
        }

        if (IsIn(mounts, "name", name))
        {
            complaints.Invalid(where.Child("name"), name, "must not already exist in volumeMounts");
        }

        if (IsIn(mounts, "mountPath", path))
        {
            complaints.Invalid(where.Child("devicePath"), path, "must not already exist as a path in volumeMounts");
        }
    }

    // A container has few mounts; a set for each would cost more than looking.
    private static bool IsEarlier(JsonArray list, int index, string field, string value)
    {
        for (var i = 0; i < index; i++)
        {
            if ((list[i] as JsonObject).Text(field) is { } other && string.Equals(other, value, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIn(JsonArray? list, string field, string value) => list is not null && IsEarlier(list, list.Count, field, value);
}
