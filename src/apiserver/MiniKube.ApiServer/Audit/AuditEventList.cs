namespace MiniKube.ApiServer.Audit;

/// <summary>Writes records as an <c>audit.k8s.io/v1</c> EventList.</summary>
internal static class AuditEventList
{
    public static byte[] ToBytes(IReadOnlyList<AuditRecord> records)
    {
        using var list = new MemoryStream(128 + records.Sum(record => record.Json.Length + 1));
        list.Write("""{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":["""u8);
        for (var index = 0; index < records.Count; index++)
        {
            if (index > 0)
            {
                list.WriteByte((byte)',');
            }

            list.Write(records[index].Json);
        }

        list.Write("]}"u8);
        return list.ToArray();
    }
}
