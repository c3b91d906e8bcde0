/** Moves the focus to the page when what had it is gone, so that the next Tab goes on from there. */
export const focusContent = () => document.getElementById('content')?.focus()
