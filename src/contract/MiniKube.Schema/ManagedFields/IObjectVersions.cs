namespace MiniKube.Schema.ManagedFields;

/// <summary>The other versions in which an object is served; owners name their fields in the version that they wrote.</summary>
public interface IObjectVersions
{
    /// <summary>The version; null when it is not served.</summary>
    /// <param name="apiVersion"><c>group/version</c>.</param>
    ObjectVersion? Find(string apiVersion);
}
