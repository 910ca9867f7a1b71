namespace MiniKube.ApiServer.Admission;

/// <summary>What a request does to an object.</summary>
internal enum AdmissionOperation
{
    Create,
    Update,
    Delete,
    Connect,
}
