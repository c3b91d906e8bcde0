import { webhooks } from '@pulse/contract'
import { useMutation, type UseMutationResult } from '@tanstack/react-query'
import { call } from '#api/client.ts'

export type TestSending = UseMutationResult<webhooks.TestResult, Error, void>

/** Sends a test event at once and waits for what becomes of it. */
export const useSendTest = (id: string, onSettled: () => void): TestSending =>
  useMutation({
    mutationFn: () => call(webhooks.testWebhook, { params: { id } }),
    onSettled,
  })
